/**
 * GitHub's workflow commands: `::name key=value,key=value::data`
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). The runner reads back what is escaped here.
 */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  data: string,
): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${[name, given.join(',')].filter((part) => part !== '').join(' ')}::${escapeData(data)}\n`
}

/** Text behind the last `::`. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
