// What a browser runs in the page of a diff. Without it the page can be read, folded and printed.

const root = document.documentElement
const objects = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('details.object')])
const counts = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('[data-only]')])
const text = /** @type {HTMLInputElement | null} */ (document.querySelector('input[type=search]'))
const kind = document.querySelector('select')
const help = document.querySelector('dialog')
const letters = /** @type {HTMLInputElement | null} */ (document.querySelector('dialog input'))

/** @type {Map<Element, string>} What each object is searched in. */
const contents = new Map()

/** @param {Element} object */
function contentOf(object) {
  const known = contents.get(object)
  if (known !== undefined) return known
  const content = `${object.textContent}`.toLowerCase()
  contents.set(object, content)
  return content
}

function filter() {
  const words = (text?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const actions = new Set(counts.filter(isPressed).map(({ dataset }) => dataset['only']))
  let shown = 0
  for (const object of objects) {
    const { kind: itsKind, action } = object.dataset
    const matches =
      (kind === null || kind.value === '' || kind.value === itsKind) &&
      (actions.size === 0 || actions.has(action)) &&
      words.every((word) => contentOf(object).includes(word))
    object.hidden = !matches
    if (matches) shown++
  }
  const all = `${objects.length} object${objects.length === 1 ? '' : 's'}`
  say(shown === objects.length ? all : `${shown} of ${all}`)
  const nothing = /** @type {HTMLElement | null} */ (document.querySelector('.nothing'))
  if (nothing !== null) nothing.hidden = shown > 0 || objects.length === 0
}

/** @param {string} message */
function say(message) {
  const status = document.querySelector('output')
  if (status !== null && status.textContent !== message) status.textContent = message
}

/** @param {Element} button */
function isPressed(button) {
  return button.getAttribute('aria-pressed') === 'true'
}

/** @param {Element | null} button @param {boolean} pressed */
function press(button, pressed) {
  button?.setAttribute('aria-pressed', String(pressed))
}

function clear() {
  if (text !== null) text.value = ''
  if (kind !== null) kind.value = ''
  for (const button of counts) press(button, false)
  filter()
}

/** @param {boolean} open */
function foldAll(open) {
  for (const object of objects) if (!object.hidden) object.open = open
}

/** Unchanged lines stand on both sides; the copies are made when they are first needed. @param {boolean} on */
function split(on) {
  if (on && document.querySelector('.copy') === null) {
    for (const line of document.querySelectorAll('.part.context > span')) {
      const copy = /** @type {Element} */ (line.cloneNode(true))
      copy.className = 'copy'
      copy.setAttribute('aria-hidden', 'true')
      line.after(copy)
    }
  }
  root.classList.toggle('split', on)
  press(document.querySelector('[data-do=split]'), on)
  keep('split', String(on))
}

const themes = ['auto', 'dark', 'light']

/** @param {string} theme */
function setTheme(theme) {
  root.dataset['theme'] = theme
  const name = document.querySelector('[data-do=theme] span')
  if (name !== null) name.textContent = theme
  keep('theme', theme)
}

/** A page without an origin keeps nothing. @param {string} name @param {string} value */
function keep(name, value) {
  try {
    localStorage.setItem(`kdeploy-diff-${name}`, value)
  } catch {}
}

/** @param {string} name */
function kept(name) {
  try {
    return localStorage.getItem(`kdeploy-diff-${name}`)
  } catch {
    return null
  }
}

/** @param {Element | null} element */
function objectOf(element) {
  return /** @type {HTMLDetailsElement | null} */ (element?.closest('details.object') ?? null)
}

/** Moves the focus among the objects that are shown. @param {number} step */
function move(step) {
  const shown = objects.filter(({ hidden }) => !hidden)
  const current = objectOf(document.activeElement)
  const at = current === null ? -1 : shown.indexOf(current)
  const next = at < 0 ? (step > 0 ? step - 1 : step) : Math.max(0, Math.min(shown.length - 1, at + step))
  const summary = shown.at(next)?.querySelector('summary')
  summary?.focus({ preventScroll: true })
  summary?.scrollIntoView({ block: 'nearest' })
}

/** @type {Record<string, () => void>} What buttons do. */
const commands = {
  clear,
  fold: () => foldAll(false),
  unfold: () => foldAll(true),
  split: () => split(!root.classList.contains('split')),
  theme: () => setTheme(themes[(themes.indexOf(root.dataset['theme'] ?? 'auto') + 1) % themes.length] ?? 'auto'),
  help: () => (help?.open ? help.close() : help?.showModal()),
}

/** @type {Record<string, () => void>} What keys do wherever the focus is. */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  g: () => move(-objects.length),
  G: () => move(objects.length),
  '/': () => {
    text?.focus()
    text?.select()
  },
  s: () => commands['split']?.(),
  c: () => foldAll(false),
  e: () => foldAll(true),
  t: () => commands['theme']?.(),
  '?': () => commands['help']?.(),
}

/** @type {Record<string, (object: HTMLDetailsElement) => void>} What keys do on an object. */
const arrows = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  ArrowLeft: (object) => (object.open = false),
  ArrowRight: (object) => (object.open = true),
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null
  if (button === null) return
  if (button.dataset['only'] !== undefined) {
    press(button, !isPressed(button))
    filter()
  }
  commands[button.dataset['do'] ?? '']?.()
})

document.addEventListener('keydown', (event) => {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !(target instanceof Element)) return
  if (target === text && key === 'Escape') text?.blur()
  else if (target === text && key === 'ArrowDown') move(1)
  else if (target.matches('input[type=search], select') && key !== 'Escape') return
  else if (help?.open) {
    if (key !== '?') return
    help.close()
  } else if (key === 'Escape') clear()
  else if (target.matches('summary') && key in arrows)
    arrows[key]?.(/** @type {HTMLDetailsElement} */ (objectOf(target)))
  else if (letters?.checked !== false && Object.hasOwn(keys, key)) keys[key]?.()
  else return
  event.preventDefault()
})

text?.addEventListener('input', filter)
kind?.addEventListener('change', filter)

/** @type {HTMLDetailsElement[]} Folded before the page was printed. */
let folded = []
addEventListener('beforeprint', () => {
  folded = objects.filter(({ open }) => !open)
  for (const object of folded) object.open = true
})
addEventListener('afterprint', () => {
  for (const object of folded) object.open = false
})

for (const element of document.querySelectorAll('.scripted')) element.removeAttribute('hidden')
for (const button of counts) button.disabled = false
setTheme(themes.find((theme) => theme === kept('theme')) ?? 'auto')
if (kept('split') === 'true') split(true)
