<?php

return ['greeting' => 'Guten Tag, :Name', 'apples' => '{0} keine Äpfel|{1} ein Apfel|[2,*] :count Äpfel'];
