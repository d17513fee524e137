import { describe, expect, test } from 'vitest'
import { answerLines, readQuestion } from '../../../src/cli/completion/answer.ts'
import { kdeploy, program } from '../../support/kdeploy.ts'
import { runProgram } from '../../support/program.ts'
import { repository } from '../../support/projects/project.ts'
import { isInstalled } from '../../support/shells/interactive.ts'
import { powershellErrors } from '../../support/shells/powershell-parser.ts'

const script = async () => (await kdeploy(['completion', 'powershell'])).stdout

/** What the script sends for words. */
const encoded = (words: unknown) => Buffer.from(JSON.stringify(words)).toString('base64')

describe('the script for PowerShell', () => {
  test('is PowerShell, by its grammar', async ({ skip }) => {
    const errorsIn = await powershellErrors()
    if (errorsIn === undefined) return skip('npm could not install the parser')
    expect(errorsIn(await script())).toEqual([])
    // The parser finds what is wrong.
    expect(errorsIn((await script()).replace('foreach (', 'foreach '))).not.toEqual([])
  }, 180_000)

  // PowerShell is in no package registry of Linux: this runs where a person has it.
  test.skipIf(!isInstalled('pwsh'))('completes in PowerShell', async () => {
    const lines = [
      'kdeploy histo',
      'kdeploy apply -p prod_c',
      'kdeploy apply --profile=prod_c',
      'kdeploy apply --context Dock',
      'kdeploy apply --concurrency v',
      'kdeploy apply --values kd',
    ]
    const text = `function kdeploy { & ${program.shell} @args }
${await script()}
foreach ($line in @(${lines.map((line) => `'${line}'`).join(', ')})) {
  $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
  ($found | ForEach-Object CompletionText) -join ' '
}`
    const env = { ...process.env, KUBECONFIG: `${repository}/test/support/shells/kubeconfig.yaml` }
    const { stdout } = await runProgram('pwsh', ['-NoProfile', '-Command', text], { cwd: repository, env })
    expect(stdout.trimEnd().split('\n')).toEqual([
      'history',
      'prod_cthulu',
      '--profile=prod_cthulu',
      "'Docker Desktop'",
      '',
      expect.stringMatching(/kdeploy\.yaml/),
    ])
  })
})

describe('what a script asks', () => {
  test('is a list of words from PowerShell, which would lose an empty one', () => {
    expect(readQuestion('powershell', [encoded(['kdeploy', 'apply', '-p', ''])]).words).toEqual(['apply', '-p', ''])
    expect(readQuestion('powershell', [encoded(['C:\\bin\\kdeploy.exe', 'ä"b', 'x y'])]).words).toEqual(['ä"b', 'x y'])
    expect(readQuestion('powershell', [encoded('kdeploy')]).words).toEqual([])
  })

  test('is words as they are from zsh and fish, and the line from bash', () => {
    expect(readQuestion('zsh', ['apply', '']).words).toEqual(['apply', ''])
    expect(readQuestion('bash', [' \n', 'kdeploy apply "a b']).words).toEqual(['apply', 'a b'])
  })
})

describe('what is answered', () => {
  const asked = { words: [''], written: (value: string) => (value === 'elsewhere' ? undefined : value) }
  const redact = (text: string) => text.replaceAll('hunter2', '(masked)')
  const lines = (...candidates: readonly (readonly [string, string])[]) =>
    answerLines({ candidates: candidates.map(([value, description]) => ({ value, description })) }, asked, redact)

  test('is a line for each candidate, with what it is behind a tab', () => {
    expect(lines(['a', ''], ['b c', 'one\n two\tthree'])).toEqual(['a', 'b c\tone two three'])
  })

  test('has nothing sensitive in it, and nothing that a shell would take for two lines, or that cannot be written', () => {
    expect(lines(['hunter2', ''], ['a', 'hunter2'], ['b\nc', ''], ['d\te', ''], ['', 'x'], ['elsewhere', ''])).toEqual([
      'a\t(masked)',
    ])
  })

  test('is where a path may stand, if nothing else may', () => {
    expect(answerLines({ candidates: [], paths: { kind: 'folders', behind: '--project=' } }, asked, redact)).toEqual([
      '\tfolders\t--project=',
    ])
    expect(answerLines({ candidates: [] }, asked, redact)).toEqual([])
  })
})
