import { imageTag } from './rules/image-tag.ts'
import type { Rule } from './rules/rule.ts'

/** All rules; a new one is one file and its line here. */
export const rules: readonly Rule[] = [imageTag]
