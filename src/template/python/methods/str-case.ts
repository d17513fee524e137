import { capitalize, caseFold, swapCase, toLower, toTitle, toUpper } from '../case.ts'
import { mapText, type Text } from '../text.ts'
import { none } from './table.ts'

/** Methods of str that change case. */
export const caseMethods = {
  upper: none<Text>((self) => mapText(self, toUpper)),
  lower: none<Text>((self) => mapText(self, toLower)),
  title: none<Text>((self) => mapText(self, toTitle)),
  capitalize: none<Text>((self) => mapText(self, capitalize)),
  swapcase: none<Text>((self) => mapText(self, swapCase)),
  casefold: none<Text>((self) => mapText(self, caseFold)),
}
