/** fish quotes what it inserts, and puts no space behind what ends in = or /. */
export const fish = `# Completion of kdeploy for fish: kdeploy completion fish > ~/.config/fish/completions/kdeploy.fish
function __kdeploy_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l unquoted (string unescape -- $typed; or string unescape -- $typed'"'; or string unescape -- $typed"'")
    set -l program $words[1]
    set -e words[1]
    if test "$program" = npx
        set -e words[1]
    end
    if not string match -q '*/*' -- $program
        set -l found
        if test "$program" = npx
            set -l folder $PWD
            while test -n "$folder"
                if test -O $folder/node_modules; and test -x $folder/node_modules/.bin/kdeploy
                    set found $folder/node_modules/.bin/kdeploy
                    break
                end
                if test -e $folder/.git; or test "$folder" = "$HOME"
                    break
                end
                set folder (string replace -r '/[^/]*$' '' -- $folder)
            end
        end
        set program $found kdeploy
    end
    set program (string replace -r '^~/' $HOME/ -- $program[1])
    for line in ($program complete fish -- $words "$unquoted" 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $line)
        switch $line
            case \\tfiles\\t'*' \\tfolders\\t'*'
                set -l behind $parts[3]
                set -l rest (string sub -s (math (string length -- "$behind") + 1) -- "$unquoted")
                if test $parts[2] = files
                    set -l paths (__fish_complete_path "$rest")
                    test (count $paths) -gt 0; and printf '%s\\n' $behind$paths
                else
                    set -l paths (__fish_complete_directories "$rest" '')
                    test (count $paths) -gt 0; and printf '%s\\n' $behind$paths
                end
            case '*'
                echo $line
        end
    end
end
complete -c kdeploy -f -k -a '(__kdeploy_complete)'
complete -c npx -f -k -n 'set -l words (commandline -opc); test "$words[2]" = kdeploy' -a '(__kdeploy_complete)'
`
