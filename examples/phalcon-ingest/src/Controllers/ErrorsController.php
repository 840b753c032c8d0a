<?php
declare(strict_types=1);

namespace PhalconIngest\Controllers;

use Phalcon\Http\ResponseInterface;

/** What no route takes: 405 when the path has another method, else 404. */
final class ErrorsController extends JsonController
{
    private const METHODS = ['/events' => 'POST', '/healthz' => 'GET, HEAD', '/readyz' => 'GET, HEAD', '/stats' => 'GET, HEAD'];

    public function refuseAction(): ResponseInterface
    {
        $path = $this->request->getURI(true);
        $allow = self::METHODS[$path] ?? null;
        if ($allow === null) {
            return $this->answer(404, ['error' => 'There is nothing at this path; there are ' . implode(', ', array_keys(self::METHODS)) . '.']);
        }
        return $this->answer(405, ['error' => "$path takes $allow."], ['Allow' => $allow]);
    }
}
