<h1>Nothing at {{ path|e }}</h1>
