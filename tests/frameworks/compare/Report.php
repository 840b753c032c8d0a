<?php
// Counts and prints what the comparison found.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Report
{
    private int $compared = 0;
    private int $different = 0;
    private bool $broken = false;

    public function __construct(private readonly Application $application, private int $show)
    {
    }

    /** The reference must answer, as it was meant to, and twice the same; else its application or requests.php is at fault. */
    public function reference(Comparison $comparison, array $expected, array $again): void
    {
        foreach ($this->application->requests as $number => $request) {
            $faults = $expected[$number]->failure === '' ? [] : [$expected[$number]->failure];
            $status = $expected[$number]->status;
            if (isset($request['status']) && $status !== $request['status']) {
                $faults[] = "status $status where {$request['status']} is meant: " . substr($expected[$number]->body, 0, 300);
            }
            foreach ($faults ?: $comparison->differences(['answers' => null, 'body_by_fpm' => null] + $request, $expected[$number], $again[$number]) as $fault) {
                $this->broken = true;
                $this->tell('the reference itself', $request, [$fault]);
            }
        }
    }

    /** @param list<array<int, Answer>> $lanes */
    public function way(string $title, Comparison $comparison, array $expected, array $lanes): void
    {
        $compared = $different = 0;
        foreach ($lanes as $answers) {
            foreach ($answers as $number => $answer) {
                $compared++;
                $request = $this->application->requests[$number];
                if ($faults = $comparison->differences($request, $expected[$number], $answer)) {
                    $different++;
                    $this->tell($title, $request, $faults);
                }
            }
        }
        $same = $compared - $different;
        echo "{$this->application->name}: $title: $same of $compared answers the same\n";
        $this->compared += $compared;
        $this->different += $different;
    }

    public function alive(Site $site): void
    {
        if (!$site->isRunning()) {
            $this->broken = true;
            echo "{$this->application->name}: the server is gone; its log:\n", file_get_contents($site->log);
        } elseif ($this->different > 0) {
            echo "the server's log: $site->log\n";
        }
    }

    /** The exit status. */
    public function end(): int
    {
        $count = count($this->application->requests);
        $same = $this->compared - $this->different;
        echo "{$this->application->name}: $count requests, $same of $this->compared answers the same\n";
        // As the test phases want it.
        echo $same, ' passed, ', $this->different + (int) $this->broken, " failed\n";
        return $this->broken || $this->different > 0 || $this->compared === 0 ? 1 : 0;
    }

    private function tell(string $title, array $request, array $faults): void
    {
        if ($this->show-- > 0) {
            echo "  [$title] ", Application::title($request), "\n    ", implode("\n    ", $faults), "\n";
        }
    }
}
