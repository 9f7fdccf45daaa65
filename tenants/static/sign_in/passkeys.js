// Tells people when their device refuses a passkey; allauth only writes to the console.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey_problem')?.removeAttribute('hidden')
})
