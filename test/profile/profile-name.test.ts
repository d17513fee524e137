import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../src/nearest.ts'
import { layersOf, profilesAmong } from '../../src/profile/layers.ts'
import { parseProfileName, unknownProfile } from '../../src/profile/profile-name.ts'

describe('parseProfileName', () => {
  it('splits at the first underscore', () => {
    expect(parseProfileName('prod_cthulu')).toEqual({ profile: 'prod_cthulu', envType: 'prod', profileName: 'cthulu' })
    expect(parseProfileName('prod_a_b')).toMatchObject({ envType: 'prod', profileName: 'a_b' })
  })

  it.each([
    ['', 'the profile "" is empty'],
    ['prod', 'the profile "prod" has no _ between env type and profile name'],
    ['_cthulu', 'the profile "_cthulu" has no env type before the first _'],
    ['prod_', 'the profile "prod_" has no profile name after the first _'],
    ['prod_../x', 'the profile "prod_../x" has the character "/"; letters, digits, ., - and _ are allowed'],
    ['prod_a\\b', 'the profile "prod_a\\\\b" has the character "\\\\"; letters, digits, ., - and _ are allowed'],
    ['prod_*', 'the profile "prod_*" is a glob, and this command works on one profile'],
    ['prod_a b', 'the profile "prod_a b" has the character " "; letters, digits, ., - and _ are allowed'],
    ['.._a', 'the profile ".._a" starts with a dot'],
    [
      'default_a',
      'the profile "default_a" has the env type default, which is reserved: profiles/default.yaml applies to every profile',
    ],
  ])('refuses %j', (profile, message) => {
    expect(() => parseProfileName(profile)).toThrow(
      expect.objectContaining({ code: 'profile-invalid', category: 'input', message }),
    )
  })
})

describe('a profile that can be none', () => {
  const existing = () => ['prod_cthulu', 'stg_cthulu', 'stg_dagon']
  it.each([
    ['dagon', '; did you mean stg_dagon?'],
    ['prodcthulu', '; did you mean prod_cthulu?'],
    ['prod-cthulu', '; did you mean prod_cthulu?'],
    ['xyz', ''],
  ])('%s is told with the profiles of the project', (profile, meant) => {
    expect(() => parseProfileName(profile, existing)).toThrow(
      expect.objectContaining({
        message: `the profile "${profile}" has no _ between env type and profile name${meant}`,
        detail: 'profiles that exist:\n  prod_cthulu\n  stg_cthulu\n  stg_dagon',
        hint: 'use ENVTYPE_NAME, e.g. prod_cthulu',
      }),
    )
  })
})

describe('unknownProfile', () => {
  it('names the nearest profile and lists those that exist', () => {
    const error = unknownProfile('prod_cthullu', ['prod_cthulu', 'stg_cthulu'], 'profiles')
    expect(error.message).toBe('there is no profile "prod_cthullu"; did you mean prod_cthulu?')
    expect(error.detail).toBe('profiles that exist:\n  prod_cthulu\n  stg_cthulu')
    expect(error.hint).toContain('profiles/prod_cthullu.yaml')
  })

  it('guesses nothing where no name is near', () => {
    expect(unknownProfile('dev_x', ['prod_cthulu'], 'profiles').message).toBe('there is no profile "dev_x"')
    expect(unknownProfile('dev_x', [], 'profiles').detail).toBe('no profiles exist: profiles has no ENVTYPE_NAME.yaml')
  })
})

describe('layersOf', () => {
  it('goes from what every profile reads to what only this one reads', () => {
    expect(layersOf(parseProfileName('prod_cthulu')).map(({ file }) => file)).toEqual([
      'default.yaml',
      'prod.yaml',
      '_cthulu.yaml',
      'prod_cthulu.yaml',
    ])
  })
})

describe('profilesAmong', () => {
  it('takes a profile for existing if its file does', () => {
    const files = [
      'default.yaml',
      'prod.yaml',
      '_cthulu.yaml',
      'prod_cthulu.yaml',
      'dev_a_b.yaml',
      'x_y.txt',
      'a_/b.yaml',
    ]
    expect(profilesAmong(files)).toEqual(['dev_a_b', 'prod_cthulu'])
  })
})

describe('nearest', () => {
  it('takes swapped neighbours for one edit, and has a bound', () => {
    expect(editDistance('variabels', 'variables')).toBe(1)
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(nearest('varaibles', ['variables', 'variablesFrom'])).toBe('variables')
    expect(nearest('image', ['namespace', 'templates'])).toBeUndefined()
  })
})
