import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from './options.ts'
import { collect } from './repeatable.ts'

/** In which steps several releases are deployed, over `order:` of kdeploy.yaml. */
export interface OrderOptions {
  readonly canary?: readonly string[]
  /** Milliseconds. */
  readonly bake?: number
  readonly batch?: number
}

export function addOrderOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--canary <profile>',
        "deploy these first, a glob in quotes or PROFILE@CLUSTER, too, in place of the first step of kdeploy.yaml's order; repeatable",
      ).argParser(collect),
    )
    .option(
      '--bake <duration>',
      'how long what a step deployed must stay healthy before the next step, e.g. 10m; 0s: not at all',
      parseDuration,
    )
    .option('--batch <number>', 'deploy the rest so many at a time, each batch ready before the next', parseBatch)
}

/** A whole number from 1. */
function parseBatch(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Use a number from 1 to 9999.')
  return Number(text)
}
