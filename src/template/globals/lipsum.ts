import { raise } from '../python/error.ts'
import { PyFunction } from '../python/function.ts'
import { chargeLength, tick } from '../python/limits.ts'
import type { PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { toIndex } from '../python/position.ts'
import { signature } from '../python/signature.ts'
import { markup } from '../python/text.ts'

const vocabulary = `a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum
blandit class commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus
dapibus diam dictum dictumst dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et
etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant habitasse hac
hendrerit hymenaeos iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus laoreet lectus leo libero
ligula litora lobortis lorem luctus maecenas magna magnis malesuada massa mattis mauris metus mi molestie mollis montes
morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra nulla nullam nunc odio orci ornare
parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere potenti praesent
pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien scelerisque sed sem
semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus tincidunt
torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum
vitae vivamus viverra volutpat vulputate`.split(/\s+/)

/** `lipsum(n=5, html=True, min=20, max=100)`: paragraphs of random words (Jinja2 3.1 `utils.generate_lorem_ipsum`). */
export const lipsum = new PyFunction(
  'generate_lorem_ipsum',
  signature('generate_lorem_ipsum', 'n=5', 'html=True', 'min=20', 'max=100'),
  (count = null, html = null, min = null, max = null) => {
    const paragraphs: string[] = []
    for (let left = toIndex(count); left > 0; left--) {
      const length = randomRange(min, max)
      chargeLength((paragraphs.length + 1) * length)
      paragraphs.push(paragraph(length))
    }
    if (!truthy(html)) return paragraphs.join('\n\n')
    return markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'))
  },
)

function paragraph(length: number): string {
  const words: string[] = []
  let last: string | undefined
  let startsSentence = true
  let lastComma = 0
  let lastFullStop = 0
  for (let index = 0; index < length; index++) {
    tick()
    let word = pickWord(last)
    last = word
    if (startsSentence) {
      word = word.charAt(0).toUpperCase() + word.slice(1)
      startsSentence = false
    }
    if (index - between(3, 8) > lastComma) {
      lastComma = index
      lastFullStop += 2
      word += ','
    }
    if (index - between(10, 20) > lastFullStop) {
      lastComma = index
      lastFullStop = index
      word += '.'
      startsSentence = true
    }
    words.push(word)
  }
  const text = words.join(' ')
  if (text.endsWith(',')) return `${text.slice(0, -1)}.`
  return text.endsWith('.') ? text : `${text}.`
}

function pickWord(last: string | undefined): string {
  let word = last
  while (word === last) word = vocabulary[between(0, vocabulary.length)]
  return word ?? ''
}

/** An integer from `start` (included) to `stop` (excluded). */
function between(start: number, stop: number): number {
  return start + Math.floor(Math.random() * (stop - start))
}

/** Python's random.randrange(min, max). */
function randomRange(min: PyValue, max: PyValue): number {
  const start = toIndex(min)
  const stop = toIndex(max)
  if (stop <= start) raise('ValueError', `empty range for randrange() (${start}, ${stop}, ${stop - start})`)
  return between(start, stop)
}
