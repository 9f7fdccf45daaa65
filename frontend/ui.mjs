// Starts the components on a page, and again on what htmx brings. No inline script, nothing that needs eval.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink
} from 'govuk-frontend'
import { Alert } from '@ministryofjustice/frontend'

const components = [
  Alert, Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink
]

let started = false

function hintOf (select) {
  const ids = (select.getAttribute('aria-describedby') || '').split(' ')
  const texts = ids.map(id => document.getElementById(id)?.textContent.trim()).filter(Boolean)
  return [...texts, 'Results appear as you type. Use the up and down arrows to review and Enter to choose.'].join(' ')
}

function searchable (select) {
  select.dataset.enhanced = 'yes'
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? undefined : '',
    inputClasses: 'govuk-input' + (select.matches('.govuk-select--error') ? ' govuk-input--error' : ''),
    autoselect: false,
    confirmOnBlur: true,
    showAllValues: true,
    displayMenu: 'overlay',
    tAssistiveHint: () => hintOf(select)
  })
}

function ticks (scope) {
  return [...scope.querySelectorAll('td.sel .bo-tick')]
}

function countTicks (table) {
  const all = ticks(table)
  const chosen = all.filter(tick => tick.checked).length
  const head = table.querySelector('[data-select-all]')
  if (head) {
    head.checked = chosen > 0 && chosen === all.length
    head.indeterminate = chosen > 0 && chosen < all.length
  }
  const counter = document.querySelector('[data-selected]')
  if (counter) counter.textContent = chosen ? `${chosen} selected` : ''
}

function start (scope) {
  // htmx may have replaced the body (Back button), and with it these classes
  document.body.classList.add('js-enabled', 'govuk-frontend-supported')
  for (const component of components) {
    // a summary that arrives with a swap must not pull the focus away
    const config = component === ErrorSummary && started ? { disableAutoFocus: true } : {}
    const name = component.moduleName
    scope.querySelectorAll(`[data-module="${name}"]:not([data-${name}-init])`).forEach(element => {
      try { new component(element, config) } catch (error) { console.error(error) } // the others still start
    })
  }
  if (window.accessibleAutocomplete) {
    scope.querySelectorAll('select[data-autocomplete]:not([data-enhanced])').forEach(searchable)
  }
  scope.querySelectorAll('table:has([data-select-all])').forEach(countTicks)
}

function closeMenus (except) {
  document.querySelectorAll('.bo-menu[open]').forEach(menu => { if (menu !== except) menu.open = false })
}

function toggle (button) {
  const panel = document.getElementById(button.dataset.toggle)
  const open = panel.classList.toggle('is-open')
  button.setAttribute('aria-expanded', open)
  if (open) panel.querySelector('input, select, button')?.focus()
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-toggle]')
  if (button) toggle(button)
  if (event.target.closest('[data-print]')) window.print()
  closeMenus(event.target.closest('.bo-menu'))
})

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  const menu = document.querySelector('.bo-menu[open]')
  closeMenus()
  menu?.querySelector('summary').focus()
})

document.addEventListener('change', event => {
  const table = event.target.closest('table')
  if (!table || !event.target.matches('.bo-tick')) return
  if (event.target.matches('[data-select-all]')) {
    ticks(table).forEach(tick => { tick.checked = event.target.checked })
  }
  countTicks(table)
})

// One press, one post: a second press of the same form within a moment is dropped
document.addEventListener('submit', event => {
  const form = event.target
  if (form.method !== 'post') return
  if (form.dataset.sent) { event.preventDefault(); return }
  form.dataset.sent = 'yes'
  setTimeout(() => delete form.dataset.sent, 1500)
})

// Short addresses that can be passed on: no empty filters in the query string
document.addEventListener('htmx:config:request', event => {
  const { method, body } = event.detail.ctx.request
  if (method !== 'GET' || !(body instanceof FormData)) return
  for (const [name, value] of [...body]) if (value === '') body.delete(name)
})

document.addEventListener('htmx:after:swap', event => {
  const target = event.detail?.ctx?.target ?? event.target
  if (target instanceof Element) start(target.isConnected ? target : document)
})

start(document)
started = true
