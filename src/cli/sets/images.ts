import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { ImagesSetOptions } from '../../sets/reading/images.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { ImageList } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { Session } from '../session/session.ts'
import { reportAnswers } from './answers.ts'

/** What the command line says of the images of several releases. */
export interface ImagesSetRequest extends ImagesSetOptions {
  readonly output: 'text' | 'json' | 'lines'
  readonly digests: boolean
}

/** Lists the images that several profiles render. */
export async function imagesOfSeveral(
  session: Session,
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { output, digests, ...options }: ImagesSetRequest,
  choose: () => Promise<ChosenSet>,
): Promise<ExitCode> {
  const { world, screen } = session
  const { imagesOfSet } = await import('../../sets/reading/images.ts')
  const { showSetImageLines, showSetImages, showSetImagesAsJson } = await import('../../output/sets/reads/images.ts')
  return reportAnswers<ImageList>(session, { command: 'images', exitCodeOf: () => exitCodes.done }, async (emit) =>
    imagesOfSet(given, await choose(), options, world, emit, (set) => {
      if (output === 'json') showSetImagesAsJson(set, screen.out)
      else if (output === 'lines') showSetImageLines(set, digests, screen.out)
      else showSetImages(set, screen.out)
      const isNone = set.ends.every(({ result }) => result?.images.length === 0)
      if (isNone && output !== 'json') screen.err.line('no image is needed')
    }),
  )
}
