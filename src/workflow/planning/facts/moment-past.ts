import { formatTime } from '../../../duration.ts'
import { KdeployError } from '../../../errors.ts'

/** `at` is over by the API server's clock. */
export function momentPast(at: number, now: number): KdeployError {
  return new KdeployError({
    code: 'moment-past',
    category: 'input',
    message: `${formatTime(at)} is past: the API server's clock says ${formatTime(now)}`,
    hint: 'give a time in the future, or a duration such as 3d',
  })
}
