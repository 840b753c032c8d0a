fetch('/api/time')
  .then((answer) => answer.json())
  .then(({ time, you }) => { document.getElementById('time').textContent = `${time}, asked by ${you}`; });
