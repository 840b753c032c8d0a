<?php
// Cookies, sessions, flash messages, tokens: what follows a visitor from request to request.
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Http\Response\Cookies;

class Visiting extends Behaviour
{
    public function cookieSet(?string $kind): mixed
    {
        $cookies = $this->cookies;
        match ($kind) {
            'options' => $cookies->set('a', '5', 0, '/shop', true, 'example.org', true, ['samesite' => 'Strict']),
            'expires' => $cookies->set('a', 'later', time() + 3600, '/'),
            'lax' => $cookies->set('a', 'x y;z=ü', 0, '/', false, '', false, ['samesite' => 'Lax']),
            'several' => $cookies->set('a', '1')->set('b', '2')->set('c', '3'),
            'php' => setcookie('a', 'by hand', ['expires' => time() + 60, 'path' => '/p', 'secure' => true, 'httponly' => true, 'samesite' => 'None']),
            'rawphp' => setrawcookie('raw', 'a%20b'),
            default => $cookies->set('a', '5'),
        };
        return $this->response->setContent("set $kind");
    }

    public function cookieRead(): mixed
    {
        $cookies = $this->cookies;
        return $this->json(['has' => $cookies->has('a'), 'a' => $cookies->has('a') ? $cookies->get('a')->getValue() : null, 'php' => $_COOKIE['a'] ?? null]);
    }

    public function cookieDelete(): mixed
    {
        $deleted = $this->cookies->delete('a');
        return $this->response->setContent(json_encode([$deleted, $this->cookies->has('a')]));
    }

    public function secretSet(): mixed
    {
        $cookies = $this->secret();
        $cookies->set('secret', 'the treasure', 0, '/');
        return $this->response->setCookies($cookies)->setContent('hidden');
    }

    public function secretRead(): mixed
    {
        try {
            $value = $this->secret()->get('secret')->getValue();
        } catch (\Throwable $e) {
            $value = get_class($e);
        }
        return $this->json(['value' => $value, 'visible' => ($_COOKIE['secret'] ?? '') === 'the treasure']);
    }

    public function count(): mixed
    {
        $session = $this->session;
        $session->set('count', $session->get('count', 0) + 1);
        return $this->json(['count' => $session->get('count'), 'name' => $session->getName(), 'exists' => $session->exists(), 'cookie' => isset($_COOKIE[session_name()])]);
    }

    public function sessionUse(): mixed
    {
        $session = $this->session;
        $session->one = 1;
        $session->set('two', ['a' => ['b' => 2]]);
        $had = [$session->has('one'), isset($session->two), $session->has('three')];
        $session->remove('one');
        $once = $session->get('two', null, true);
        return $this->json([$had, $session->has('one'), $once, $session->has('two'), $_SESSION]);
    }

    public function sessionId(): mixed
    {
        return $this->response->setContent('id=' . $this->session->getId());
    }

    public function sessionRegenerate(): mixed
    {
        $before = $this->session->getId();
        $this->session->regenerateId();
        return $this->json(['changed' => $before !== $this->session->getId(), 'count' => $this->session->get('count')]);
    }

    public function sessionDestroy(): mixed
    {
        $this->session->destroy();
        return $this->json(['exists' => $this->session->exists(), 'count' => $this->session->get('count')]);
    }

    public function sessionPlain(): mixed
    {
        session_start();
        $_SESSION['plain'] = ($_SESSION['plain'] ?? 0) + 1;
        $status = session_status();
        session_write_close();
        return $this->json([$_SESSION['plain'], $status, session_status(), session_name(), session_get_cookie_params()]);
    }

    public function bag(?string $value): mixed
    {
        $bag = new \Phalcon\Session\Bag($this->session, 'cart');
        if ($value !== null) {
            $bag->set('item', $value);
        }
        return $this->json(['item' => $bag->get('item'), 'has' => $bag->has('item')]);
    }

    public function flashAdd(): mixed
    {
        $this->session;
        $this->flashSession->success('Saved <b>well</b>');
        $this->flashSession->error('But not all');
        return $this->response->redirect('do/flash-show');
    }

    public function flashShow(): mixed
    {
        $this->session;
        ob_start();
        $this->flashSession->output();
        return $this->response->setContent('flash: ' . ob_get_clean());
    }

    public function flashDirect(): mixed
    {
        $this->flash->setImplicitFlush(false);
        return $this->response->setContent((string) $this->flash->notice('noticed') . $this->flash->warning('warned'));
    }

    public function token(): mixed
    {
        $this->session;
        $key = $this->security->getTokenKey();
        $token = $this->security->getToken();
        return $this->response->setContent("<input name=\"$key\" value=\"$token\">");
    }

    public function tokenCheck(): mixed
    {
        $this->session;
        return $this->json(['good' => $this->security->checkToken(), 'again' => $this->security->checkToken()]);
    }

    private function secret(): Cookies
    {
        $cookies = new Cookies(true, 'a-key-for-signatures-of-32-octets');
        $cookies->setDI($this->getDI());
        return $cookies;
    }
}
