<?php

namespace App\Exceptions;

class PaymentNeeded extends \Exception
{
    public function render($request)
    {
        return response("pay {$this->getMessage()}", 402);
    }

    public function report()
    {
        return true;
    }
}
