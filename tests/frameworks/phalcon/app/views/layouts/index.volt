<main>{{ content() }}</main>
