import fc, { type Arbitrary } from 'fast-check'
import { smallInteger } from './values.ts'

/** What random expressions are made of besides literals: a line is split at its spaces, or at `;`. */
function parts(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => (line.includes(';') ? line.split(';').map((part) => part.trim()) : line.split(' ')))
}

/** Variables of values.ts, and small expressions, by their type; `missing` is nobody's name. */
export const sources = {
  text: parts(
    's word padded blank wide lines html link digits d.c.z users[0].name',
    "labels['Zone']; ('<b>' | safe); ('&' | e); '\u0661\u0662'; ' 12 '; '1_000'; '0x1F'; '1e3'; 'nan'; '-inf'; '1e400'; 'a' 'b'",
    "('é' | safe); names[1]; 'don\\'t stop-me now'; 'a.b.c'; 'ΑΣ'; '²½ⅷ'; 'ǆungla'; 'e\u0301x'; '\u200b'; '\u0130I'; 'ﬃ'; '\x1f\x85'",
  ),
  number: parts(
    'n zero minus big half tiny d.a numbers[1] users[1].age d["b"] yes 0.1 -0.0 2**63 10**17 1e16 123456789.987654321',
    'n + 0.5; -n // 2; -7 % 3; 7 % -3; 1 / 3; 2 ** 0.5; -1; 5 // 0.3',
  ),
  list: parts(
    'numbers floats names mixed pairs nested void users d.c.x range(4) users[0].tags d.keys() d.values() labels.items() s',
    'range(9, 2, -3); (1, 2.0, true); (); [[1, 2], [3]]; names|map("upper"); users|map(attribute="name"); users|groupby("team"); {"x": 1, 1: 2}',
  ),
  mapping: [
    'd',
    'labels',
    'bare',
    'users[0]',
    'd.c',
    'users[1].at',
    '{1: 2, 1.0: 3, true: 4}',
    'dict(a=1)',
    '{"a": 1, "b": -2.5}',
  ],
  truth: ['yes', 'no', 'nothing', 'users[1].on', 'true', 'false', 'none', 'True', 'False', 'None'],
  any: parts(
    'missing d.missing v v mixed[1] users.missing s.missing nothing d.c nested[0][1] missing.name n.missing namespace(a=1) joiner(",")',
    "cycler('a', 1).next(); joiner()(); 'x'.encode(); 'é'.encode('utf-8').decode('latin-1'); (1 if no); (missing if no else s); s.upper; dict(**d); '{}'.format(*names)",
    "d.items; [1, 2].append; (none, 1.0); {'a': missing}; [missing]; 1 is defined; 'a' if yes; cycler('x', 'y').current; 'a,b'.split(',')|first",
  ),
} as const

const formats = parts(
  '{} {:>8} {0}-{1} {!r} {:.2f} {:,} {:05d} {:x} {:#b} {:+.3e} {:%} {:^9s} {:*<6} {0[a]} {a} {{}} { {:g} {:_} {:c} {!s:>5} {:{}} {:=+8} {:.0f} {:n}',
  '{:10.3g} {:08.3f} {!a} {0.real} {:X} {:é^7} {:.3} {:<} {: d} {:#x} {:+} {:,.2f} {:e} {:G} {:1000d} {0:>{1}} {!x} {:z} {:.1%} {:#o} {:-^+9,}',
  '%s %d %5.1f %-6s| %x %r %% %(a)s %e %g %c %05d %+d %s%s %i%% %#o %.3s %*d % %q %a %G %(b)05.1f %-5d| %X %.0f %#x %u %.*f %5s %%s %ld %F %#g %.10g',
)

const testNames = parts(
  'odd even string none defined number in eq mapping lower nosuch sequence true iterable callable gt divisibleby',
)
const filterNames = parts(
  'upper int length trim first string list tojson nosuch abs sum e float title join default round last replace items',
)
const attributes = parts('name age team at.city on 0 1 missing tags tags.0 name.x at name,age')

/** Arguments that only some values make sense for. */
export const literals: Readonly<
  Record<'count' | 'attribute' | 'encoding' | 'filterName' | 'testName' | 'format', Arbitrary<string>>
> = {
  count: fc.oneof(
    { weight: 9, arbitrary: smallInteger },
    { weight: 1, arbitrary: fc.constantFrom('none', '1.0', "'x'", 'true', '40', '16', '-1') },
  ),
  attribute: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...attributes).map((name) => `'${name}'`) },
    { weight: 1, arbitrary: fc.constantFrom('0', '1', '-1') },
  ),
  encoding: fc.constantFrom("'utf-8'", "'ascii'", "'latin-1'", "'utf8'", "'nosuch'"),
  filterName: fc.constantFrom(...filterNames).map((name) => `'${name}'`),
  testName: fc.constantFrom(...testNames).map((name) => `'${name}'`),
  format: fc
    .oneof(
      {
        weight: 5,
        arbitrary: fc.array(fc.constantFrom(...formats), { minLength: 1, maxLength: 2 }).map((all) => all.join(' ')),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(fc.constantFrom(...'{}%:.0#+-,=<>^sdfxgec1!ra[]()* _'), { maxLength: 8 })
          .map((all) => all.join('')),
      },
    )
    .map((format) => `'${format}'`),
}
