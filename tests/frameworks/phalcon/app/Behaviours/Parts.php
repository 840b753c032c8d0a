<?php
// The parts of Phalcon a page is made with: tags, URLs, assets, translations, filters, security, events.
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Acl\Adapter\Memory as Acl;
use Phalcon\Acl\Component;
use Phalcon\Acl\Enum;
use Phalcon\Acl\Role;
use Phalcon\Events\Event;
use Phalcon\Events\Manager as Events;
use Phalcon\Filter\FilterFactory;
use Phalcon\Html\Escaper;
use Phalcon\Support\Collection;
use Phalcon\Translate\Adapter\NativeArray;
use Phalcon\Translate\InterpolatorFactory;

class Parts extends Behaviour
{
    public function tags(): mixed
    {
        $tag = $this->tag;
        return $this->response->setContent(implode("\n", [
            $tag->a('/x?y=1&z=2', 'A <link>', ['class' => 'c']), $tag->inputText('name', 'va"lue', ['id' => 'n']), $tag->element('p', 'text & more'),
            (string) $tag->title()->set('Shop')->append('Page'), $tag->form(['action' => '/go', 'method' => 'post']), $tag->close('form'),
            $tag->img('/i.png', ['alt' => '<i>']),
        ]));
    }

    public function urls(): mixed
    {
        return $this->json([$this->url->get('a/b'), $this->url->get('a', ['x' => 1, 'y' => 'ü']), $this->url->getStatic('s.css'), $this->url->getBaseUri(), $this->url->path('p')]);
    }

    public function assets(): mixed
    {
        $this->assets->addCss('css/a.css')->addJs('js/a.js')->addInlineJs('let a = 1;');
        ob_start();
        $this->assets->outputCss();
        $this->assets->outputJs();
        $this->assets->outputInlineJs();
        return $this->response->setContent(ob_get_clean());
    }

    public function translate(): mixed
    {
        $words = new NativeArray(new InterpolatorFactory(), ['content' => ['hi' => 'Hallo %name%', 'bye' => 'Tschüss']]);
        return $this->json([$words->_('hi', ['name' => 'Ada']), $words->_('bye'), $words->_('missing'), $words->has('hi')]);
    }

    public function filters(): mixed
    {
        $filter = (new FilterFactory())->newInstance();
        $escaper = new Escaper();
        $text = $this->request->getQuery('text') ?? '';
        return $this->json([
            $filter->sanitize($text, 'int'), $filter->sanitize($text, ['trim', 'upper']), $filter->sanitize($text, 'alnum'), $filter->sanitize('a@b (c)', 'email'),
            $escaper->html($text), $escaper->attributes($text), $escaper->js($text), $escaper->css($text), $escaper->url($text),
        ]);
    }

    public function security(): mixed
    {
        $hash = $this->security->hash('secret');
        return $this->json([
            $this->security->checkHash('secret', $hash), $this->security->checkHash('Secret', $hash), strlen($hash), $this->security->computeHmac('a', 'k', 'sha256'),
            $this->crypt->decryptBase64($this->crypt->encryptBase64('text')), strlen($this->security->getRandom()->hex(8)),
        ]);
    }

    public function events(): mixed
    {
        $log = [];
        $events = new Events();
        $events->enablePriorities(true);
        $events->attach('shop', new class ($log) {
            public function __construct(private array &$log)
            {
            }
            public function sold(Event $event, object $source, mixed $data): void
            {
                $this->log[] = 'listener ' . $event->getType() . " $data";
            }
        });
        $events->attach('shop:sold', function (Event $event) use (&$log) {
            $log[] = 'closure';
            $event->stop();
        }, 50);
        $events->fire('shop:sold', $this, 7);
        $events->fire('shop:bought', $this, 8);
        return $this->json($log);
    }

    public function acl(): mixed
    {
        $acl = new Acl();
        $acl->setDefaultAction(Enum::DENY);
        $acl->addRole(new Role('guest'));
        $acl->addRole(new Role('admin'), 'guest');
        $acl->addComponent(new Component('page'), ['read', 'write']);
        $acl->allow('guest', 'page', 'read');
        $acl->allow('admin', 'page', 'write');
        return $this->json([$acl->isAllowed('guest', 'page', 'read'), $acl->isAllowed('guest', 'page', 'write'), $acl->isAllowed('admin', 'page', 'read'), $acl->isAllowed('admin', 'page', 'write')]);
    }

    public function collection(): mixed
    {
        $collection = new Collection(['A' => 1, 'b' => ['c' => 2]]);
        $collection->set('d', 3);
        return $this->json([$collection->get('a'), $collection->has('D'), count($collection), $collection->toArray()]);
    }

    public function container(): mixed
    {
        $di = $this->getDI();
        return $this->json([\Phalcon\Di\Di::getDefault() === $di, $di->has('request'), $di->getShared('request') === $this->request, $di->get('response') === $this->response]);
    }
}
