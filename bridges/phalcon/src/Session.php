<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Phalcon\Session\Manager;

/**
 * Phalcon's session manager, started by its first use: by a write, or by a read when the client has the session's cookie.
 * A page that does not ask has no session and sets no cookie.
 *
 * Without setAdapter() sessions are PHP's own files (session.save_handler), locked from start to the end of the request; the
 * lock parks the coroutine.
 */
class Session extends Manager
{
    public function start(): bool
    {
        if ($this->getAdapter() === null) {
            $this->setAdapter(new \SessionHandler());
        }
        return parent::start();
    }

    public function get(string $key, mixed $defaultValue = null, bool $remove = false): mixed
    {
        return $this->began() ? parent::get($key, $defaultValue, $remove) : $defaultValue;
    }

    public function has(string $key): bool
    {
        return $this->began() && parent::has($key);
    }

    /** @throws \LogicException when the answer has begun, so that no cookie can be set any more */
    public function set(string $key, $value): void
    {
        $this->begin();
        parent::set($key, $value);
    }

    public function remove(string $key): void
    {
        if ($this->began()) {
            parent::remove($key);
        }
    }

    public function destroy(): void
    {
        if ($this->began()) {
            parent::destroy();
        }
    }

    public function regenerateId(bool $deleteOldSession = true): \Phalcon\Session\ManagerInterface
    {
        $this->begin();
        return parent::regenerateId($deleteOldSession);
    }

    /** Whether there is a session to read. */
    private function began(): bool
    {
        return $this->exists() || (isset($_COOKIE[$this->getName()]) && $this->start());
    }

    private function begin(): void
    {
        if (!$this->exists() && !$this->start()) {
            throw new \LogicException('The session cannot start: the answer has begun. Use it before the first output.');
        }
    }
}
