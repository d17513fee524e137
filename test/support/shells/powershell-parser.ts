import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runProgram } from '../program.ts'

/** A grammar of PowerShell and what runs it, as npm packages: WebAssembly both, 3 MB, on every Node. */
const packages = ['web-tree-sitter@0.27.2', 'tree-sitter-powershell@0.26.4']

interface SyntaxNode {
  readonly isError: boolean
  readonly isMissing: boolean
  readonly text: string
  readonly startPosition: { readonly row: number }
  readonly children: readonly SyntaxNode[]
}

interface TreeSitter {
  readonly Parser: {
    new (): { setLanguage(language: unknown): void; parse(text: string): { readonly rootNode: SyntaxNode } }
    init(): Promise<void>
  }
  readonly Language: { load(file: Uint8Array): Promise<unknown> }
}

/** What of a script is no PowerShell, each with its line; undefined where the parser can't be installed. */
export async function powershellErrors(): Promise<((script: string) => readonly string[]) | undefined> {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kdeploy', 'powershell-parser')
  const grammar = join(folder, 'node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm')
  if (!existsSync(grammar)) {
    mkdirSync(folder, { recursive: true })
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const { exitCode, stderr } = await runProgram('npm', ['install', '--prefix', folder, ...options, ...packages], {
      env: process.env,
    })
    if (exitCode !== 0 && process.env['CI'] !== undefined) throw new Error(stderr)
    if (exitCode !== 0) return undefined
  }
  const module = pathToFileURL(join(folder, 'node_modules/web-tree-sitter/web-tree-sitter.js')).href
  const { Parser, Language }: TreeSitter = await import(module)
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(readFileSync(grammar)))
  return (script) => {
    const found: string[] = []
    const visit = (node: SyntaxNode): void => {
      if (node.isError || node.isMissing) found.push(`${node.startPosition.row + 1}: ${node.text}`)
      for (const child of node.children) visit(child)
    }
    visit(parser.parse(script).rootNode)
    return found
  }
}
