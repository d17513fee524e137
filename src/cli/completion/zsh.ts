/** zsh quotes what it inserts; the words are given to kdeploy without their quotes. */
export const zsh = `#compdef kdeploy
# Completion of kdeploy for zsh. In ~/.zshrc, after compinit: source <(kdeploy completion zsh)
_kdeploy() {
  local program=\${(Q)words[1]} folder= line
  local -a lines values shown
  integer width=0
  if [[ $program == npx ]]; then
    if [[ \${words[2]} != kdeploy || $CURRENT -lt 3 ]]; then _default; return; fi
    shift words
    (( CURRENT-- ))
  fi
  if [[ $program == */* ]]; then
    program=\${~program}
  else
    [[ $program == npx ]] && folder=$PWD
    program=kdeploy
    while [[ -n $folder ]]; do
      if [[ -O $folder/node_modules && -x $folder/node_modules/.bin/kdeploy ]]; then
        program=$folder/node_modules/.bin/kdeploy
        break
      fi
      [[ -e $folder/.git || $folder == $HOME ]] && break
      folder=\${folder%/*}
    done
  fi
  local -a before
  (( CURRENT > 2 )) && before=("\${(@Q)words[2,CURRENT-1]}")
  lines=("\${(@f)$("$program" complete zsh -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  [[ -z "$lines" ]] && return 1
  if [[ $lines[1] == $'\\t'* ]]; then
    local behind=\${lines[1]#$'\\t'*$'\\t'}
    compset -p $#behind
    if [[ $lines[1] == $'\\tfolders'* ]]; then _path_files -/; else _files; fi
    return
  fi
  for line in $lines; do
    values+=("\${line%%$'\\t'*}")
    (( $#values[-1] > width )) && width=$#values[-1]
  done
  local -a options
  options=(-V kdeploy)
  [[ $values[1] == *[=/] ]] && options+=(-S '')
  if [[ "$lines" == *$'\\t'* ]]; then
    for line in $lines; do
      if [[ $line == *$'\\t'* ]]; then shown+=("\${(r:width:)line%%$'\\t'*}  -- \${line#*$'\\t'}"); else shown+=("$line"); fi
    done
    options+=(-l -d shown)
  fi
  compadd "\${options[@]}" -- "\${values[@]}"
}
if [[ $funcstack[1] == _kdeploy ]]; then
  _kdeploy "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _kdeploy kdeploy
  (( $+_comps[npx] )) || compdef _kdeploy npx
fi
`
