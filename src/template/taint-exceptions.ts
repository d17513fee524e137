/**
 * What a filter, function or method gives derives from all of its arguments: each one's taints go over the whole result.
 * The exceptions are here, each with its reason.
 *
 * - `placed`: its characters and items stand in the result with their own marks, and nothing else of it does
 * - `picks`: it only decides which item, branch or order there is
 * - `measured`: the result is a length, a position or the answer of a comparison
 *
 * What `picks` and `measured` let through is told in docs/operating/secrets.md, "What is not masked".
 */
export type Reason = 'placed' | 'picks' | 'measured'

/** By parameter; `*` and `**` are those that take what is left, `self` the object of a method. */
export type Exceptions = Readonly<Record<string, Reason>>

/** The exceptions of a callable by its name: `filter join`, `str.replace`, `class dict`, `function LoopContext.cycle`. */
export function exceptionsOf(callable: string): Exceptions {
  return table[callable] ?? methodsOf(callable) ?? {}
}

/** Markup has the methods of str; what is said of `list.*` holds for every method of list that has no entry. */
function methodsOf(callable: string): Exceptions | undefined {
  const [type = '', name] = callable.replace(/^Markup\./, 'str.').split('.')
  return name === undefined ? undefined : (table[`${type}.${name}`] ?? table[`${type}.*`])
}

/** Every entry of the table, for the test that holds it to what is there. */
export function exceptionNames(): readonly string[] {
  return Object.keys(table)
}

const item = { self: 'placed', key: 'picks', default: 'placed' } as const
const finds = { self: 'measured', value: 'measured', start: 'measured', stop: 'measured' } as const
const searches = { self: 'measured', sub: 'measured', start: 'measured', end: 'measured' } as const
const tells = { self: 'measured' } as const
const padded = { self: 'placed', fillchar: 'placed' } as const
const part = { self: 'placed' } as const
const chosen = { value: 'placed', '*': 'picks', '**': 'picks' } as const
/** What they hold stands in the result with its own marks; which of it does, both decide. */
const combined = { a: 'picks', b: 'picks' } as const
const best = { value: 'placed', case_sensitive: 'picks', attribute: 'picks' } as const

const table: Readonly<Record<string, Exceptions>> = {
  'filter attr': { obj: 'placed', name: 'picks' },
  'filter basename': { p: 'placed' },
  'filter batch': { value: 'placed', fill_with: 'placed' },
  'filter center': { value: 'placed' },
  'filter combinations': { iterable: 'placed', r: 'picks' },
  'filter combine': { '*': 'placed', '**': 'picks' },
  'filter count': { obj: 'measured' },
  'filter default': { value: 'placed', default_value: 'placed', boolean: 'picks' },
  'filter dict2items': { mydict: 'placed', key_name: 'placed', value_name: 'placed' },
  'filter dictsort': { value: 'placed', case_sensitive: 'picks', by: 'picks', reverse: 'picks' },
  'filter difference': combined,
  'filter dirname': { p: 'placed' },
  'filter escape': { s: 'placed' },
  'filter extract': { container: 'placed', item: 'picks', morekeys: 'picks' },
  'filter first': { seq: 'placed' },
  'filter flatten': { mylist: 'placed', levels: 'picks', skip_nulls: 'picks' },
  'filter forceescape': { value: 'placed' },
  'filter format': { value: 'placed', '*': 'placed', '**': 'placed' },
  'filter from_json': { a: 'placed' },
  'filter from_yaml': { data: 'placed' },
  'filter from_yaml_all': { data: 'placed' },
  'filter groupby': { value: 'placed', attribute: 'picks', default: 'placed', case_sensitive: 'picks' },
  'filter indent': { s: 'placed', width: 'placed' },
  'filter intersect': combined,
  'filter items': { value: 'placed' },
  'filter items2dict': { mylist: 'placed', key_name: 'picks', value_name: 'picks' },
  'filter join': { value: 'placed', d: 'placed', attribute: 'picks' },
  'filter last': { seq: 'placed' },
  'filter list': { value: 'placed' },
  'filter mandatory': { a: 'placed', msg: 'picks' },
  'filter map': { value: 'placed', '*': 'placed', '**': 'placed' },
  'filter max': best,
  'filter min': best,
  'filter network_in_network': { value: 'measured', test: 'measured' },
  'filter network_in_usable': { value: 'measured', test: 'measured' },
  'filter permutations': { iterable: 'placed', r: 'picks' },
  'filter product': { '*': 'placed', '**': 'picks' },
  'filter quote': { a: 'placed' },
  'filter random': { seq: 'placed' },
  'filter reduce_on_network': { value: 'placed', network: 'picks' },
  'filter regex_replace': { value: 'placed', replacement: 'placed' },
  'filter regex_search': { value: 'placed' },
  'filter reject': chosen,
  'filter rejectattr': chosen,
  'filter rekey_on_member': { data: 'placed', key: 'picks', duplicates: 'picks' },
  'filter replace': { s: 'placed', new: 'placed' },
  'filter reverse': { value: 'placed' },
  'filter safe': { value: 'placed' },
  'filter select': chosen,
  'filter selectattr': chosen,
  'filter slice': { value: 'placed', fill_with: 'placed' },
  'filter sort': { value: 'placed', reverse: 'picks', case_sensitive: 'picks', attribute: 'picks' },
  'filter split': { value: 'placed' },
  'filter splitext': { p: 'placed' },
  'filter string': { s: 'placed' },
  'filter subelements': { obj: 'placed', subelements: 'picks', skip_missing: 'picks' },
  'filter sum': { iterable: 'placed', attribute: 'picks', start: 'placed' },
  'filter symmetric_difference': combined,
  'filter ternary': { value: 'picks', true_val: 'placed', false_val: 'placed', none_val: 'placed' },
  'filter to_json': { a: 'placed' },
  'filter to_nice_json': { a: 'placed' },
  'filter to_nice_yaml': { a: 'placed' },
  'filter to_yaml': { a: 'placed' },
  'filter tojson': { value: 'placed' },
  'filter trim': { value: 'placed' },
  'filter truncate': { s: 'placed', end: 'placed' },
  'filter type_debug': { obj: 'measured' },
  'filter union': combined,
  'filter unique': best,
  'filter urlencode': { value: 'placed' },
  'filter wordcount': { s: 'measured' },
  'filter wordwrap': { s: 'placed', wrapstring: 'placed' },
  'filter xmlattr': { d: 'placed' },
  'filter zip': { '*': 'placed', '**': 'picks' },
  'filter zip_longest': { '*': 'placed', '**': 'placed' },

  'class jinja2.utils.Cycler': { '*': 'placed' },
  'class dict': { '*': 'placed', '**': 'placed' },
  'class dict.fromkeys': { iterable: 'placed', value: 'placed' },
  'class jinja2.utils.Joiner': { sep: 'placed' },
  'class jinja2.utils.Namespace': { '*': 'placed', '**': 'placed' },
  'class range': { '*': 'placed' },
  'function lookup': { '**': 'placed' },
  'function q': { '**': 'placed' },
  'function query': { '**': 'placed' },
  'function LoopContext.changed': { '*': 'measured' },
  'function LoopContext.cycle': { '*': 'placed' },

  'dict.*': part,
  'dict.fromkeys': { iterable: 'placed', value: 'placed' },
  'dict.get': item,
  'dict.pop': item,
  'dict.setdefault': item,
  'dict_keys.isdisjoint': { self: 'measured', value: 'measured' },
  'float.is_integer': tells,
  'int.bit_count': tells,
  'int.bit_length': tells,
  'bool.bit_count': tells,
  'bool.bit_length': tells,
  'list.*': part,
  'list.count': finds,
  'list.index': finds,
  'list.pop': { self: 'placed', index: 'picks' },
  'range.count': finds,
  'range.index': finds,
  'tuple.*': part,
  'tuple.count': finds,
  'tuple.index': finds,

  'str.center': padded,
  'str.count': searches,
  'str.endswith': { ...searches, suffix: 'measured' },
  'str.expandtabs': part,
  'str.find': searches,
  'str.format': { self: 'placed', '*': 'placed', '**': 'placed' },
  'str.format_map': { self: 'placed', value: 'placed', mapping: 'placed' },
  'str.index': searches,
  'str.isalnum': tells,
  'str.isalpha': tells,
  'str.isascii': tells,
  'str.isdecimal': tells,
  'str.isdigit': tells,
  'str.isidentifier': tells,
  'str.islower': tells,
  'str.isnumeric': tells,
  'str.isprintable': tells,
  'str.isspace': tells,
  'str.istitle': tells,
  'str.isupper': tells,
  'str.join': { self: 'placed', value: 'placed', iterable: 'placed' },
  'str.ljust': padded,
  'str.lstrip': part,
  'str.partition': part,
  'str.removeprefix': part,
  'str.removesuffix': part,
  'str.replace': { self: 'placed', new: 'placed' },
  'str.rfind': searches,
  'str.rindex': searches,
  'str.rjust': padded,
  'str.rpartition': part,
  'str.rsplit': part,
  'str.rstrip': part,
  'str.split': part,
  'str.splitlines': part,
  'str.startswith': { ...searches, prefix: 'measured' },
  'str.strip': part,
  'str.translate': { self: 'placed', value: 'placed', table: 'placed' },
  'str.zfill': part,
}
