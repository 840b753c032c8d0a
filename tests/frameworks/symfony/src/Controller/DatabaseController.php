<?php

namespace App\Controller;

use Doctrine\DBAL\Connection;
use Doctrine\DBAL\Exception\UniqueConstraintViolationException;
use Doctrine\DBAL\ParameterType;
use Doctrine\DBAL\Schema\Schema;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Routing\Annotation\Route;

#[Route('/db', name: 'db_')]
class DatabaseController extends AbstractController
{
    public function __construct(private Connection $db)
    {
    }

    #[Route('/books', name: 'books', methods: ['GET'])]
    public function books(Request $request): JsonResponse
    {
        $query = $this->db->createQueryBuilder()->select('b.id', 'b.title', 'a.name AS author')->from('book', 'b')
            ->join('b', 'author', 'a', 'a.id = b.author_id')->orderBy($request->query->get('sort') === 'title' ? 'b.title' : 'b.id')
            ->setFirstResult($request->query->getInt('from'))->setMaxResults(min(50, $request->query->getInt('limit', 10)));
        if ($author = $request->query->get('author')) {
            $query->where('a.name = :author')->setParameter('author', $author);
        }

        return new JsonResponse($query->executeQuery()->fetchAllAssociative());
    }

    #[Route('/books/{id<\d+>}', name: 'book', methods: ['GET'])]
    public function book(int $id): JsonResponse
    {
        $book = $this->db->fetchAssociative('SELECT * FROM book WHERE id = ?', [$id], [ParameterType::INTEGER]);
        if (!$book) {
            throw $this->createNotFoundException("No book $id");
        }

        return new JsonResponse($book);
    }

    /** Writes, reads and removes rows of its own: the table is afterwards as it was. */
    #[Route('/write', name: 'write', methods: ['POST'])]
    public function write(Request $request): JsonResponse
    {
        $owner = bin2hex(random_bytes(8));
        $title = $request->request->get('title');
        $this->db->insert('note', ['owner' => $owner, 'text' => $title]);
        $updated = $this->db->update('note', ['text' => "$title, changed"], ['owner' => $owner]);
        $text = $this->db->fetchOne('SELECT text FROM note WHERE owner = ?', [$owner]);
        $deleted = $this->db->delete('note', ['owner' => $owner]);

        return new JsonResponse(['updated' => $updated, 'text' => $text, 'deleted' => $deleted, 'left' => $this->db->fetchOne('SELECT COUNT(*) FROM note WHERE owner = ?', [$owner])]);
    }

    #[Route('/transaction/{end<commit|rollback|exception>}', name: 'transaction', methods: ['POST'])]
    public function transaction(string $end): JsonResponse
    {
        $owner = bin2hex(random_bytes(8));
        try {
            $this->db->transactional(function (Connection $db) use ($owner, $end) {
                $db->insert('note', ['owner' => $owner, 'text' => 'in transaction']);
                if ('rollback' === $end) {
                    $db->setRollbackOnly();
                    throw new \DomainException('rolled back');
                }
                if ('exception' === $end) {
                    throw new \RuntimeException('failed inside');
                }
            });
            $said = 'committed';
        } catch (\DomainException $e) {
            $said = $e->getMessage();
        } catch (\RuntimeException $e) {
            $said = 'caught '.$e->getMessage();
        }
        $left = (int) $this->db->fetchOne('SELECT COUNT(*) FROM note WHERE owner = ?', [$owner]);
        $this->db->delete('note', ['owner' => $owner]);

        return new JsonResponse(['said' => $said, 'left' => $left, 'active' => $this->db->isTransactionActive()]);
    }

    #[Route('/unique', name: 'unique')]
    public function unique(): JsonResponse
    {
        try {
            $this->db->insert('author', ['id' => 1, 'name' => 'Twice']);
        } catch (UniqueConstraintViolationException $e) {
            return new JsonResponse(['refused' => \get_class($e)], 409);
        }
    }

    #[Route('/broken', name: 'broken')]
    public function broken(): JsonResponse
    {
        return new JsonResponse($this->db->fetchAllAssociative('SELECT nothing FROM nowhere'));
    }

    #[Route('/schema', name: 'schema')]
    public function schema(): JsonResponse
    {
        $tables = [];
        foreach ($this->db->createSchemaManager()->listTables() as $table) {
            $tables[$table->getName()] = array_map(fn ($column) => $column->getType()->getName(), $table->getColumns());
        }

        return new JsonResponse([$tables, (new Schema())->createTable('x')->addColumn('y', 'integer')->getType()->getName()]);
    }

    #[Route('/aggregate', name: 'aggregate')]
    public function aggregate(): JsonResponse
    {
        return new JsonResponse([
            $this->db->fetchAllKeyValue('SELECT a.name, COUNT(*) FROM book b JOIN author a ON a.id = b.author_id GROUP BY a.name ORDER BY a.name'),
            $this->db->fetchFirstColumn('SELECT id FROM book WHERE id IN (?) ORDER BY id', [[1, 3, 5]], [Connection::PARAM_INT_ARRAY]),
            $this->db->quote("O'Brien"),
            $this->db->convertToPHPValue('2024-02-29 10:00:00', 'datetime_immutable')->format('c'),
            iterator_to_array($this->db->iterateAssociativeIndexed('SELECT id, title FROM book WHERE id < 3 ORDER BY id')),
        ]);
    }
}
