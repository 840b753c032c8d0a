<h1>{{ product.name }}</h1><p>{{ product.price }} by {{ product.maker.name }}, <a href="{{ self }}">here</a></p>
