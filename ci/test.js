// `npm test`: installs what is missing, lints, type-checks, builds, then runs unit, CLI and e2e tests.
// Arguments go to vitest: `npm test -- test/template` runs a part.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, installDependencies, root, run } from './install.js'
import { installNodes } from './nodes.js'

const step = (name) => console.log(`\n== ${name}`)

step('install')
installDependencies()
step('lint')
run(binary('biome'), ['check', '--error-on-warnings'])
run(binary('knip'), [])
step('types')
run(binary('tsc'), ['--noEmit'])
run(binary('tsc'), ['-p', 'src/output/diff/html'])
step('build')
run(process.execPath, [join(root, 'ci', 'build.js')])

step('tests')
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-test-'))
const report = join(folder, 'report.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const env = { ...process.env, KDEPLOY_TEST_NODES: installNodes() }
const { status } = spawnSync(binary('vitest'), ['run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env,
})
const counts = readCounts(report)
rmSync(folder, { recursive: true, force: true })
console.log(
  `\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
)
process.exit(status ?? 1)

function readCounts(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    // Vitest ended before it wrote a report (its set-up failed): no test was run.
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
