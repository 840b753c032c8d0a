<?php

return ['greeting' => 'Good day, :name', 'apples' => '{0} no apples|{1} one apple|[2,*] :count apples', 'only' => 'English only'];
