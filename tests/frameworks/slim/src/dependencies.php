<?php

use Slim\App;

return function (App $app) {
    $container = $app->getContainer();

    $container['view'] = function ($c) {
        $settings = $c->get('settings')['view'];
        $twig = new \Twig\Environment(new \Twig\Loader\FilesystemLoader($settings['path']), ['cache' => $settings['cache'], 'auto_reload' => false]);
        $twig->addFunction(new \Twig\TwigFunction('path_for', [$c->get('router'), 'pathFor']));
        $twig->addFunction(new \Twig\TwigFunction('pause', [\Shop\Isolation::class, 'pause']));

        return $twig;
    };

    $container['db'] = function ($c) {
        return \Doctrine\DBAL\DriverManager::getConnection($c->get('settings')['db']);
    };

    $container['scratch'] = function () {
        return \Doctrine\DBAL\DriverManager::getConnection(['driver' => 'pdo_sqlite', 'memory' => true]);
    };

    $container['flash'] = function () {
        return new \Shop\Flash();
    };

    $container['csrf'] = function () {
        return new \Shop\Csrf();
    };

    $container['counted'] = $container->factory(function () {
        return new \ArrayObject();
    });

    $container[\Shop\ProductController::class] = function ($c) {
        return new \Shop\ProductController($c->get('db'), $c->get('view'));
    };
};
