import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { runProgram } from '../support/program.ts'
import { folderWith } from '../support/projects/project-folder.ts'

const shop = {
  'kdeploy.yaml': 'name: shop\nprofile: {namespace: shop}\n',
  'profiles/prod.yaml': '',
  'profiles/prod_bus.yaml': '',
  'profiles/prod_db.yaml': '',
  'profiles/prod_end.yaml': 'needs: ["{{ env_type }}_bus", prod_d*]\n',
  'profiles/prod_ui.yaml': 'needs: [prod_end]\nclusters: {eu: {}, us: {}}\n',
  'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
}

function run(files: Readonly<Record<string, string>>, ...args: string[]) {
  return kdeploy(args, { cwd: folderWith(files) })
}

describe('kdeploy profiles --graph', () => {
  test('shows by levels what profiles need', async () => {
    const { stdout, exitCode } = await run(shop, 'profiles', '--graph')
    expect(stdout).toBe(`LEVEL  PROFILE          NEEDS
1      prod_bus
       prod_db
2      prod_end         prod_bus, prod_db
3      prod_ui@{eu,us}  prod_end
`)
    expect(exitCode).toBe(0)
  })

  test('draws it in the language of Graphviz', async () => {
    const { stdout } = await run(shop, 'profiles', '--graph', 'dot')
    expect(stdout).toBe(`digraph profiles {
  rankdir=RL;
  node [shape=box];
  {rank=same; "prod_bus"; "prod_db";}
  {rank=same; "prod_end";}
  {rank=same; "prod_ui";}
  "prod_end" -> "prod_bus";
  "prod_end" -> "prod_db";
  "prod_ui" -> "prod_end";
}
`)
  })

  test('is drawn by Graphviz', async ({ skip }) => {
    const { stdout } = await run(shop, 'profiles', '--graph', 'dot')
    const env = { PATH: process.env['PATH'] }
    const drawn = await runProgram('dot', ['-Tplain'], { env, input: stdout }).catch(() => undefined)
    if (drawn === undefined) return skip('no Graphviz')
    expect([drawn.exitCode, drawn.stdout.match(/^edge /gm)?.length]).toEqual([0, 3])
  })

  test('draws it as a flowchart of Mermaid', async () => {
    const { stdout } = await run(shop, 'profiles', '--graph', 'mermaid')
    expect(stdout).toBe(`flowchart RL
  p0["prod_bus"]
  p1["prod_db"]
  p2["prod_end"]
  p3["prod_ui"]
  p2 --> p0
  p2 --> p1
  p3 --> p2
`)
  })

  test('tells cycles and unknown names with their lines, and draws nothing', async () => {
    const files = {
      ...shop,
      'profiles/prod_bus.yaml': 'needs:\n- prod_ui\n',
      'profiles/prod_db.yaml': 'needs: [prod_dbb]\n',
    }
    const { stdout, stderr, exitCode } = await run(files, 'profiles', '--graph')
    expect(stdout).toBe('')
    expect(stderr).toContain(
      'profiles/prod_db.yaml:1:9: prod_db needs "prod_dbb", and there is no such profile; did you mean prod_db?',
    )
    expect(stderr).toContain(
      'profiles/prod_bus.yaml:2:3: these profiles need each other: prod_bus → prod_ui → prod_end → prod_bus',
    )
    expect(exitCode).toBe(2)
  })
})

describe('what profiles need', () => {
  test('is in the list of profiles as JSON', async () => {
    const { stdout } = await run(shop, 'profiles', '-o', 'json')
    const listed = JSON.parse(stdout) as { profile: string; needs: string[]; clusters?: { name: string }[] }[]
    expect(listed.map(({ profile, needs }) => [profile, needs])).toEqual([
      ['prod_bus', []],
      ['prod_db', []],
      ['prod_end', ['prod_bus', 'prod_db']],
      ['prod_ui', ['prod_end']],
    ])
    expect(listed[3]?.clusters?.map(({ name }) => name)).toEqual(['eu', 'us'])
  })

  test('is checked by validate, once for all, with the order', async () => {
    const files = {
      ...shop,
      'kdeploy.yaml': 'name: shop\nprofile: {namespace: shop}\norder:\n- profiles: [elsewhere]\n- clusters: [ap]\n',
      'profiles/prod.yaml': 'needs: [nowhere]\n',
      'profiles/prod_end.yaml': '',
    }
    const { stdout, exitCode } = await run(files, 'validate', '-o', 'json')
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; place: { file: string; line: number }; message: string }[]
    }
    expect(findings.map(({ rule, place, message }) => `${place.file}:${place.line}: ${rule}: ${message}`)).toEqual([
      'profiles/prod.yaml:1: needs-unknown: prod_bus, prod_db, prod_end need "nowhere", and there is no such profile',
      'kdeploy.yaml:4: order-invalid: no profile matches "elsewhere" of `order`',
      'kdeploy.yaml:5: order-invalid: no profile has a cluster that matches "ap" of `order`',
    ])
    expect(exitCode).toBe(2)

    const { stdout: text, stderr } = await run(files, 'validate')
    expect(`${text}${stderr}`.match(/kdeploy\.yaml:4:14/g)).toHaveLength(1)
  })

  test('that a profile that is not asked for gets wrong is no problem of validate', async () => {
    const { exitCode, stderr } = await run(
      { ...shop, 'profiles/prod_db.yaml': 'needs: [prod_dbb]\n' },
      'validate',
      'prod_bus',
    )
    expect(exitCode, stderr).toBe(0)
  })
})
