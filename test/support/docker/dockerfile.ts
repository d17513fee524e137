/** An instruction, its continued lines joined. */
export interface Instruction {
  readonly name: string
  /** What stands behind its name and its flags. */
  readonly text: string
  /** `--from=build` as `from`. */
  readonly flags: Readonly<Record<string, string>>
}

export interface Stage {
  /** The image, or the stage, that it begins with. */
  readonly from: string
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile, as far as this repository's needs it: without heredocs, variables and build arguments. */
export function readDockerfile(text: string): Stage[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line))
  const joined = lines
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = []
  for (const line of joined) {
    const instruction = readInstruction(line)
    if (/<<|\$\{|^ARG\b/.test(line)) throw new Error(`this reader of Dockerfiles doesn't know: ${line}`)
    const [from = '', as, name] = instruction.text.split(/\s+/)
    if (instruction.name === 'FROM') stages.push({ from, name: as === 'AS' ? name : undefined, instructions: [] })
    else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function readInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
  const flags: Record<string, string> = {}
  const text = rest.replace(/^(?:--[\w-]+=\S+\s+)*/, (found) => {
    for (const [, flag = '', value = ''] of found.matchAll(/--([\w-]+)=(\S+)/g)) flags[flag] = value
    return ''
  })
  return { name: name.toUpperCase(), text, flags }
}

/** Of all instructions of a name, the last one's text; undefined where there is none. */
export function lastOf({ instructions }: Stage, name: string): string | undefined {
  return instructions.findLast((instruction) => instruction.name === name)?.text
}

/** A .dockerignore that excludes everything, lets names in, and then takes paths under them out again. */
export interface Dockerignore {
  /** What it lets in. */
  readonly names: readonly string[]
  /** Whether it leaves a path in. */
  isSent(path: string): boolean
}

export function readDockerignore(text: string): Dockerignore {
  const [first, ...rules] = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line))
  const unknown = rules.filter((line) => !/^(?:![\w.-]+|[\w.-]+\/[\w./-]+)$/.test(line))
  if (first !== '*' || unknown.length > 0)
    throw new Error(`this reader of .dockerignore wants *, then !NAME and PATH/UNDER/IT: ${unknown}`)
  return {
    names: rules.flatMap((rule) => (rule.startsWith('!') ? rule.slice(1) : [])),
    isSent(path) {
      const last = rules.findLast((rule) => `${path}/`.startsWith(`${rule.replace(/^!/, '')}/`))
      return last?.startsWith('!') ?? false
    },
  }
}
