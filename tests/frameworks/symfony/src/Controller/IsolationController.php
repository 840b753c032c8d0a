<?php

namespace App\Controller;

use App\Current;
use App\Isolation\Holder;
use App\Isolation\Pause;
use Doctrine\DBAL\Connection;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Contracts\Translation\TranslatorInterface;

/** Each answer proves what was its own before and after it waited; tests/frameworks/isolation.php asks and checks. */
class IsolationController extends AbstractController
{
    public function __construct(private Holder $holder, private RequestStack $stack, private TranslatorInterface $translator)
    {
    }

    #[Route('/iso/{token}', name: 'iso', methods: ['POST'])]
    public function iso(Request $request, string $token, Connection $scratch): JsonResponse
    {
        $zone = $request->query->get('zone');
        $language = $request->query->get('language');
        $this->holder->tokens[] = $token;
        Current::$token = $token;
        Current::$seen[] = $token;
        date_default_timezone_set($zone);
        setlocale(\LC_CTYPE, $request->query->get('ctype'));
        ini_set('precision', $request->query->get('precision'));
        $request->setLocale($language);
        $this->translator->setLocale($language);
        header("X-Native: $token");
        set_error_handler(function (int $level, string $text) use (&$heard, $token) {
            $heard = "$token heard $text";

            return true;
        });
        $session = $request->getSession();
        $session->set('count', $session->get('count', 0) + 1);
        $session->set('token', $token);
        $this->addFlash('iso', $token);
        $scratch->executeStatement('DROP TABLE IF EXISTS mine');
        $scratch->executeStatement('CREATE TABLE mine (token TEXT)');
        $scratch->insert('mine', ['token' => $token]);
        ++Pause::$together;
        Pause::a();
        ob_start();
        echo "buffer of $token";
        Pause::a();
        $scratch->insert('mine', ['token' => $token]);
        $page = $this->renderView('page/iso.html.twig', ['token' => $token]);
        Pause::a();
        $together = Pause::$together--;
        $buffer = ob_get_clean();
        trigger_error("by $token", \E_USER_WARNING);
        restore_error_handler();

        return new JsonResponse([
            'holder' => $this->holder->tokens, 'static' => [Current::$token, Current::$seen], 'post' => $_POST, 'request' => $request->request->all(), 'get' => $_GET['token'] ?? null, 'cookie' => $_COOKIE['own'] ?? null,
            'server' => $_SERVER['HTTP_X_TOKEN'] ?? null, 'uri' => basename(strtok($_SERVER['REQUEST_URI'], '?')), 'main' => $this->stack->getMainRequest()->attributes->get('token'), 'input' => filter_input(\INPUT_POST, 'token'),
            'session' => [$session->get('token'), $_SESSION['_sf2_attributes']['token'] ?? null], 'count' => $session->get('count'), 'buffer' => $buffer, 'page' => trim($page), 'heard' => $heard ?? null,
            'rows' => $scratch->fetchFirstColumn('SELECT token FROM mine'), 'zone' => [date_default_timezone_get(), (new \DateTime())->getTimezone()->getName()], 'ctype' => setlocale(\LC_CTYPE, '0'), 'precision' => ini_get('precision'),
            'language' => [$this->stack->getCurrentRequest()->getLocale(), \Locale::getDefault(), $this->translator->getLocale()], 'greeting' => $this->translator->trans('greeting', ['%name%' => $token]),
            'url' => basename($this->generateUrl('iso', ['token' => $token])), 'together' => $together,
        ], 200, ['X-Token' => $token]);
    }

    /** Counts under the lock of the session, with a wait between reading and writing. */
    #[Route('/iso-count', name: 'iso_count')]
    public function count(Request $request): JsonResponse
    {
        $count = $request->getSession()->get('shared', 0);
        Pause::a();
        $request->getSession()->set('shared', $count + 1);

        return new JsonResponse(['count' => $count + 1]);
    }

    private static bool $told = false;
    private static ?array $left = null;

    /** Leaves a coroutine that runs on with its services until it is told; kept.php asks. */
    #[Route('/left/begin', name: 'left_begin')]
    public function leave(): JsonResponse
    {
        $this->holder->tokens[] = 'left';
        \Peregrine\Coroutine::create(function () {
            while (!self::$told) {
                \Peregrine\Coroutine::sleep(0.005);
            }
            self::$left = $this->holder->tokens;
        });

        return new JsonResponse(spl_object_id($this->holder));
    }

    /** Which services a later request has. */
    #[Route('/left/other', name: 'left_other')]
    public function other(): JsonResponse
    {
        return new JsonResponse(spl_object_id($this->holder));
    }

    /** What the coroutine has of its own at its end. */
    #[Route('/left/end', name: 'left_end')]
    public function end(): JsonResponse
    {
        self::$told = true;
        for ($i = 0; $i < 2000 && null === self::$left; ++$i) {
            \Peregrine\Coroutine::sleep(0.005);
        }

        return new JsonResponse(self::$left);
    }

    /** One wait of 20 ms, for bench/symfony.php. */
    #[Route('/bench/{wait<0|20>}', name: 'bench')]
    public function bench(int $wait): \Symfony\Component\HttpFoundation\Response
    {
        if ($wait > 0) {
            class_exists(\Peregrine\Coroutine::class, false) ? \Peregrine\Coroutine::sleep(0.02) : usleep(20_000);
        }

        return $this->render('page/inherit.html.twig', ['title' => 'measured']);
    }
}
