/** What a random expression gives, or an argument wants. `count` is a small number, `attribute` a path in the users. */
export type Kind =
  | 'text'
  | 'number'
  | 'list'
  | 'mapping'
  | 'truth'
  | 'any'
  | 'count'
  | 'attribute'
  | 'encoding'
  | 'filterName'
  | 'testName'
  | 'format'

export interface Parameter {
  readonly name: string
  readonly kind: Kind
  readonly required: boolean
  /** Python has it positional-only (`/`), or takes any number of it (`*`). */
  readonly positional: boolean
}

/** A filter, test or method: what it works on, what it gives, what it takes. */
export interface Callee {
  readonly name: string
  readonly input: Kind
  readonly output: Kind
  readonly parameters: readonly Parameter[]
}

/** A line a callee: input, name, output, parameters as `name:kind`, `!` for required, `/` for positional-only. */
function parse(table: string): readonly Callee[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [input, name, output, ...parameters] = line.trim().split(/\s+/)
      return {
        name: name ?? '',
        input: input as Kind,
        output: output as Kind,
        parameters: parameters.map(parseParameter),
      }
    })
}

function parseParameter(spec: string): Parameter {
  const [name = '', kind = ''] = spec.split(':')
  return {
    name,
    kind: kind.replace(/[!/]/g, '') as Kind,
    required: kind.includes('!'),
    positional: kind.includes('/'),
  }
}

/** Jinja2's filters, but random, and those whose text Python prints with addresses or in hash order. */
export const filters = parse(`
  number abs number
  any attr any name:attribute!
  list batch list linecount:count! fill_with:any
  text capitalize text
  text center text width:count
  any default any default_value:any boolean:truth
  any d any default_value:any boolean:truth
  mapping dictsort list case_sensitive:truth by:text reverse:truth
  any e text
  any escape text
  number filesizeformat text binary:truth
  list first any
  number float number default:number
  any forceescape text
  format format text value:any/ value:any/
  list groupby list attribute:attribute! default:any case_sensitive:truth
  text indent text width:count first:truth blank:truth
  text int number default:number base:count
  any int number default:number
  mapping items list
  list join text d:text attribute:attribute
  list last any
  list length number
  any count number
  any list list
  text lower text
  list map list attribute:attribute
  list map list filter:filterName/
  list max any case_sensitive:truth attribute:attribute
  list min any case_sensitive:truth attribute:attribute
  any pprint text
  list reject list test:testName/
  list rejectattr list attribute:attribute! test:testName/
  text replace text old:text! new:text! count:count
  list reverse list
  text reverse text
  number round number precision:count method:text
  text safe text
  list select list test:testName/
  list selectattr list attribute:attribute! test:testName/
  list slice list slices:count! fill_with:any
  list sort list reverse:truth case_sensitive:truth attribute:attribute
  any string text
  any striptags text
  text striptags text
  list sum number attribute:attribute start:number
  text title text
  any tojson text indent:count
  text trim text chars:text
  text truncate text length:count killwords:truth end:text leeway:count
  list unique list case_sensitive:truth attribute:attribute
  text upper text
  mapping urlencode text
  text urlencode text
  text urlize text trim_url_limit:count nofollow:truth target:text
  text wordcount number
  text wordwrap text width:count break_long_words:truth wrapstring:text break_on_hyphens:truth
  mapping xmlattr text autospace:truth
`)

/** The tests of Jinja2. */
export const tests = parse(`
  any boolean truth
  any callable truth
  any defined truth
  any undefined truth
  number divisibleby truth num:number!
  any eq truth other:any!
  any equalto truth other:any!
  any ne truth other:any!
  number gt truth other:number!
  number ge truth other:number!
  number lt truth other:number!
  number le truth other:number!
  text lessthan truth other:text!
  text greaterthan truth other:text!
  any escaped truth
  number even truth
  number odd truth
  any false truth
  any true truth
  any none truth
  any number truth
  any integer truth
  any float truth
  any string truth
  any mapping truth
  any sequence truth
  any iterable truth
  any sameas truth other:truth!
  any in truth seq:list!
  text lower truth
  text upper truth
  text filter truth
  text test truth
`)

/** The methods of str, list, dict, int and float that templates use. */
export const methods = parse(`
  text capitalize text
  text casefold text
  text center text width:count!/ fillchar:text/
  text count number sub:text!/ start:count/ end:count/
  text encode any encoding:encoding errors:text
  text endswith truth suffix:text!/ start:count/ end:count/
  text expandtabs text tabsize:count
  text find number sub:text!/ start:count/ end:count/
  format format text value:any/ value:any/ value:any/
  format format_map text mapping:mapping!/
  text index number sub:text!/ start:count/ end:count/
  text isalnum truth
  text isalpha truth
  text isascii truth
  text isdecimal truth
  text isdigit truth
  text isidentifier truth
  text islower truth
  text isnumeric truth
  text isprintable truth
  text isspace truth
  text istitle truth
  text isupper truth
  text join text iterable:list!/
  text ljust text width:count!/ fillchar:text/
  text lower text
  text lstrip text chars:text/
  text partition list sep:text!/
  text removeprefix text prefix:text!/
  text removesuffix text suffix:text!/
  text replace text old:text!/ new:text!/ count:count/
  text rfind number sub:text!/ start:count/ end:count/
  text rindex number sub:text!/
  text rjust text width:count!/ fillchar:text/
  text rpartition list sep:text!/
  text rsplit list sep:text maxsplit:count
  text rstrip text chars:text/
  text split list sep:text maxsplit:count
  text splitlines list keepends:truth
  text startswith truth prefix:text!/ start:count/ end:count/
  text strip text chars:text/
  text swapcase text
  text title text
  text upper text
  text zfill text width:count!/
  list append any object:any!/
  list copy list
  list count number value:any!/
  list extend any iterable:list!/
  list index number value:any!/ start:count/ stop:count/
  list insert any index:count!/ object:any!/
  list pop any index:count/
  list remove any value:any!/
  list reverse any
  list sort any reverse:truth
  list clear any
  mapping copy mapping
  mapping get any key:text!/ default:any/
  mapping items list
  mapping keys list
  mapping pop any key:text!/ default:any/
  mapping popitem list
  mapping setdefault any key:text!/ default:any/
  mapping update any other:mapping/
  mapping values list
  mapping clear any
  mapping fromkeys mapping iterable:list!/ value:any/
  number bit_length number
  number conjugate number
  number is_integer truth
  number hex text
  number as_integer_ratio list
  number bit_count number
  any decode text encoding:encoding
  any title text
  any format text value:any/ a:any
`)
