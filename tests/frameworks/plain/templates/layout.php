<!DOCTYPE html>
<html>
<head><title><?= e($config['title']) ?></title></head>
<body>
<p>Visitor: <?= e($config['visitor']) ?>, <?= e($config['made']) ?></p>
<?= $content ?>
</body>
</html>
