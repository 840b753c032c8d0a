<?php
session_start();
$_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;
echo "hello ", $_SERVER['PATH_INFO'] ?? '-', " n=", $_SESSION['n'], " id=", session_id(), "\n";
