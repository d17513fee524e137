/** What Ansible has and kdeploy.ansible doesn't, by name: why, or what to do instead. */
export type Refusals = ReadonlyMap<string, string>

const sameTwice = 'a deploy must render the same twice'
const noDisk = "templates don't look at the disk"
const windows = 'objects of Kubernetes hold no Windows paths that need it'
const results = 'it asks about the result of an Ansible task'
const mac = 'objects of Kubernetes hold no hardware addresses'
const inLoop =
  'build the list or map in a loop, with `{% do result.append(item) %}` or `{% do result.update({key: value}) %}`'
const noXml = 'keep XML as text'
const inSchema = 'declare a schema for the variables'
const mapped = 'test with `in_network`'

export const refusedFilters: Refusals = new Map([
  ['expanduser', `the home folder differs from machine to machine, and ${sameTwice}`],
  ['expandvars', "name the variables: `lookup('env', 'NAME')`"],
  ['fileglob', `${noDisk}: name each file, with \`lookup('file', …)\``],
  ['password_hash', `it salts at random, and ${sameTwice}: keep the hash in a Secret, or give it by variablesFrom`],
  ['realpath', `${noDisk}: normpath takes . and .. out`],
  ['shuffle', sameTwice],
  ['to_datetime', 'declare times as the template writes them, or as seconds for `strftime`'],
  ['unvault', 'a Vault needs its password: give secrets by variablesFrom, with `sops` or `secret`'],
  ['vault', 'a Vault needs its password: give secrets by variablesFrom, with `sops` or `secret`'],
  ['win_basename', windows],
  ['win_dirname', windows],
  ['win_splitdrive', windows],

  ['hwaddr', mac],
  ['macaddr', mac],
  ['slaac', mac],
  ['ip4_hex', "write it with format: `'%02x%02x%02x%02x'|format(…)` of the four numbers"],
  ['ipcut', 'take it from the text: `address.split(…)`'],
  ['ipv6form', 'IPv6 addresses are written in their short form'],
  ['usable_range', 'ask `ipaddr` for `range_usable` or for the address at a place'],

  ['consolidate', inLoop],
  ['fact_diff', inLoop],
  ['get_path', 'write `value.a.b`'],
  ['index_of', 'write `list.index(item)`'],
  ['keep_keys', inLoop],
  ['param_list_compare', inLoop],
  ['remove_keys', inLoop],
  ['replace_keys', inLoop],
  ['to_paths', inLoop],
  ['from_xml', noXml],
  ['to_xml', noXml],
  ['validate', inSchema],

  ['json_query', 'use selectattr and map'],
])

export const refusedTests: Refusals = new Map([
  ...['change', 'changed', 'failed', 'failure', 'finished', 'reachable', 'skip', 'skipped'].map(
    (name) => [name, results] as const,
  ),
  ...['started', 'succeeded', 'success', 'successful', 'timedout', 'unreachable'].map(
    (name) => [name, results] as const,
  ),
  ...['directory', 'exists', 'file', 'is_dir', 'is_file', 'is_link', 'is_mount'].map((name) => [name, noDisk] as const),
  ...['is_same_file', 'link', 'link_exists', 'mount', 'same_file'].map((name) => [name, noDisk] as const),
  ['vault_encrypted', 'kdeploy reads no Vaults: give secrets by variablesFrom, with `sops` or `secret`'],
  ['vaulted_file', 'kdeploy reads no Vaults: give secrets by variablesFrom, with `sops` or `secret`'],

  ['ipv6_ipv4_mapped', mapped],
  ['ipv6_sixtofour', mapped],
  ['ipv6_teredo', mapped],
  ['resolvable', `it asks the network, and ${sameTwice}`],
  ['validate', inSchema],
])

const ofSecrets = 'give it by variablesFrom, with `secret`, `sops` or `command`'

/** Lookups of ansible-core that aren't here, and those of collections that deploys use. */
export const refusedLookups: Refusals = new Map([
  ['config', "it reads Ansible's own configuration"],
  ['csvfile', 'keep the data in a YAML file, and give it by variablesFrom with `file`'],
  ['dict', 'use the filter dict2items'],
  ['fileglob', `${noDisk} for names: name each file, with \`lookup('file', …)\``],
  ['first_found', 'let profiles decide: `{% include [first, second] %}` takes the first template that there is'],
  ['indexed_items', 'use `loop.index0`, or enumerate with `range`'],
  ['ini', 'keep the data in a YAML file, and give it by variablesFrom with `file`'],
  ['inventory_hostnames', 'there is no inventory here'],
  ['items', 'use the filter flatten(1)'],
  ['lines', 'give it by variablesFrom, with `command`'],
  ['list', 'it gives the list as it is'],
  ['nested', 'use the filter product'],
  ['password', `it draws one at random, and ${sameTwice}: ${ofSecrets}`],
  ['pipe', 'give it by variablesFrom, with `command`'],
  ['random_choice', sameTwice],
  ['sequence', 'use `range`'],
  ['subelements', 'use the filter subelements'],
  ['together', 'use the filter zip'],
  ['unvault', 'kdeploy reads no Vaults: give secrets by variablesFrom, with `sops` or `secret`'],
  ['url', 'a template asks no network: give it by variablesFrom, with `command`'],
  ['varnames', 'put what belongs together into one map, and loop over its items'],
  ['vars', 'put what belongs together into one map, and take `map[name]`'],

  ['aws_secret', ofSecrets],
  ['aws_ssm', ofSecrets],
  ['hashi_vault', ofSecrets],
  ['k8s', 'give it by variablesFrom, with `configMap` or `secret`'],
  ['passwordstore', ofSecrets],
  ['bitwarden', ofSecrets],
  ['onepassword', ofSecrets],
  ['dig', 'a template asks no network: give it by variablesFrom, with `command`'],
])

/** A name without the collection that it belongs to: `ansible.builtin.shuffle` is `shuffle`. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
