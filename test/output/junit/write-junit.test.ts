import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { writeJunit } from '../../../src/output/junit/write-junit.ts'

const asIs = (text: string) => text

/** What a real XML parser reads: each case with its attributes, and the text of what is in it. */
async function parse(xml: string): Promise<unknown> {
  const script = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([root.attrib, [[suite.attrib, [[case.attrib, [[part.tag, part.attrib, part.text] for part in case]] for case in suite]] for suite in root]]))`
  const { stdout } = await execa('python3', ['-c', script], { input: xml })
  return JSON.parse(stdout)
}

describe("JUnit's XML", () => {
  it('is read by a parser as it was written, whatever the texts hold', async () => {
    const nasty = 'a <b> & "c" \'d\' ]]> \u0000\u001b[31m\ufffe\ud800 é\nsecond\tline'
    const failure = { type: nasty, message: nasty, text: nasty }
    const xml = writeJunit(
      [
        {
          name: nasty,
          cases: [
            { name: nasty, failure },
            { name: 'b', time: 0.25 },
          ],
        },
      ],
      asIs,
    )
    const read = 'a <b> & "c" \'d\' ]]> \ufffd\ufffd é\nsecond\tline'
    const counts = { tests: '2', failures: '1', errors: '0' }
    expect(await parse(xml)).toEqual([
      { name: 'kdeploy', ...counts },
      [
        [
          { name: read, ...counts },
          [
            [{ classname: read, name: read }, [['failure', { type: read, message: read }, read]]],
            [{ classname: read, name: 'b', time: '0.250' }, []],
          ],
        ],
      ],
    ])
  })

  it('holds no secret in any part', () => {
    const failure = { type: 't', message: 'hunter2', text: 'hunter2' }
    const cases = [{ name: 'hunter2', file: 'hunter2', failure, output: 'hunter2' }]
    const xml = writeJunit([{ name: 'hunter2', cases }], (text) => text.replaceAll('hunter2', '***'))
    expect(xml).not.toContain('hunter2')
    expect(xml.match(/\*\*\*/g)).toHaveLength(7)
  })
})
