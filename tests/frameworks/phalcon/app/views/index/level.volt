<p>only {{ title }}</p>
