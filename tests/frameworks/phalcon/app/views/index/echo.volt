<p>view of {{ title }}</p>
