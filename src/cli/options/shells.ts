/** The shells that there is a completion for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof shells)[number]

/** The person's shell, as the variable SHELL has it; undefined where it is another one. */
export function shellIn({ SHELL = '' }: Readonly<Record<string, string | undefined>>): Shell | undefined {
  const name = SHELL.split('/').at(-1)
  return shells.find((shell) => shell === (name === 'pwsh' ? 'powershell' : name))
}
