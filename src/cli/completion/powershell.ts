/** PowerShell offers files by itself where a completer returns nothing: an empty string keeps it from that. */
export const powershell = `# Completion of kdeploy for PowerShell. In $PROFILE: kdeploy completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kdeploy -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = [System.Collections.Generic.List[string]]::new()
    $isTyping = $false
    foreach ($element in $commandAst.CommandElements) {
        $start = $element.Extent.StartOffset
        if ($words.Count -gt 0 -and $start -ge $cursorPosition) { break }
        $isTyping = $words.Count -gt 0 -and $element.Extent.EndOffset -ge $cursorPosition
        if ($isTyping -and $element.Extent.EndOffset -gt $cursorPosition) {
            $words.Add($element.Extent.Text.Substring(0, $cursorPosition - $start).TrimStart([char[]]@("'", '"')))
        } elseif ($element -is [System.Management.Automation.Language.StringConstantExpressionAst] -or
            $element -is [System.Management.Automation.Language.ExpandableStringExpressionAst]) {
            $words.Add($element.Value)
        } else {
            $words.Add($element.Extent.Text)
        }
    }
    if (-not $isTyping) { $words.Add('') }
    $program = $words[0]
    if ($program -notmatch '[/\\\\]') { $program = 'kdeploy' }
    $json = ConvertTo-Json -Compress -InputObject @($words)
    $question = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($json))
    $encoding = [System.Console]::OutputEncoding
    try {
        [System.Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @(& $program complete powershell $question 2>$null)
    } catch {
        $lines = @()
    } finally {
        [System.Console]::OutputEncoding = $encoding
    }
    $quote = {
        param($text)
        if ($text -match '^[\\w+=:./\\\\%-][\\w@+=:./\\\\%-]*$') { $text } else { "'" + $text.Replace("'", "''") + "'" }
    }
    if ($lines.Count -eq 0) { return '' }
    if ($lines[0].StartsWith("\`t")) {
        $kind, $behind = $lines[0].Substring(1).Split("\`t")
        $rest = $words[$words.Count - 1].Substring($behind.Length)
        $paths = [System.Management.Automation.CompletionCompleters]::CompleteFilename($rest)
        $paths | Where-Object { $kind -eq 'files' -or $_.ResultType -eq 'ProviderContainer' } | ForEach-Object {
            $text = $_.CompletionText
            if ($behind -ne '') { $text = & $quote ($behind + $text.Trim("'")) }
            [System.Management.Automation.CompletionResult]::new($text, $_.ListItemText, $_.ResultType, $_.ToolTip)
        }
        return
    }
    foreach ($line in $lines) {
        $value, $description = $line -split "\`t", 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new((& $quote $value), $value, 'ParameterValue', $description)
    }
}
`
