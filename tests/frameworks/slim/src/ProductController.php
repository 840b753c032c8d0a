<?php

namespace Shop;

use Doctrine\DBAL\Connection;
use Slim\Exception\NotFoundException;
use Twig\Environment;

class ProductController
{
    public function __construct(private Connection $db, private Environment $view)
    {
    }

    public function index($request, $response)
    {
        $query = $this->db->createQueryBuilder()->select('id', 'name', 'price')->from('product')->orderBy('id')->setMaxResults(min(20, (int) $request->getQueryParam('limit', 5)));
        if ($word = $request->getQueryParam('like')) {
            $query->where('name LIKE :word')->setParameter('word', "%$word%");
        }

        return $response->withJson($query->executeQuery()->fetchAllAssociative());
    }

    public function show($request, $response, array $args)
    {
        $product = $this->db->fetchAssociative('SELECT * FROM product WHERE id = ?', [$args['id']]);
        if (!$product) {
            throw new NotFoundException($request, $response);
        }

        return $response->write($this->view->render('product.twig', ['product' => $product]));
    }

    public function create($request, $response)
    {
        $name = trim((string) $request->getParsedBodyParam('name'));
        $price = $request->getParsedBodyParam('price');
        $errors = array_filter(['name' => strlen($name) < 2 ? 'too short' : null, 'price' => is_numeric($price) && $price > 0 ? null : 'must be a positive number']);
        if ($errors) {
            return $response->withJson(['errors' => $errors], 422);
        }
        $id = bin2hex(random_bytes(8));
        $this->db->insert('note', ['owner' => $id, 'text' => $name]);
        $row = $this->db->fetchAssociative('SELECT text FROM note WHERE owner = ?', [$id]);
        $gone = $this->db->delete('note', ['owner' => $id]);

        return $response->withJson(['created' => $row, 'price' => (float) $price, 'gone' => $gone], 201)->withHeader('Location', '/products/new');
    }

    public function transaction($request, $response, array $args)
    {
        $id = bin2hex(random_bytes(8));
        $this->db->beginTransaction();
        $this->db->insert('note', ['owner' => $id, 'text' => 'x']);
        'commit' === $args['end'] ? $this->db->commit() : $this->db->rollBack();
        $left = (int) $this->db->fetchOne('SELECT COUNT(*) FROM note WHERE owner = ?', [$id]);
        $this->db->delete('note', ['owner' => $id]);

        return $response->withJson(['left' => $left]);
    }

    public function broken()
    {
        return $this->db->fetchAllAssociative('SELECT * FROM nowhere');
    }

    public function refused($request, $response)
    {
        try {
            $this->db->insert('product', ['id' => 1, 'name' => 'twice', 'price' => 1]);
        } catch (\Doctrine\DBAL\Exception\UniqueConstraintViolationException $e) {
            return $response->withJson(['refused' => get_class($e)], 409);
        }
    }
}
