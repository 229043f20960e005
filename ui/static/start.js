() => {
  document.documentElement.lang = 'en';
  const told = document.createElement('p');
  told.id = 'stopped';
  told.hidden = true;
  told.setAttribute('role', 'alert');
  document.body.append(told);
}
