/** bash splits words at = and : and replaces the last part alone: kdeploy is given the whole line, and writes that part. */
export const bash = `# Completion of kdeploy for bash. In ~/.bashrc: source <(kdeploy completion bash)
_kdeploy() {
  local program="$1" folder='' reply
  COMPREPLY=()
  if [[ "$program" == npx && "\${COMP_WORDS[1]}" != kdeploy ]]; then
    compopt -o bashdefault -o default 2>/dev/null
    return
  fi
  if [[ "$program" == */* ]]; then
    [[ "$program" == '~/'* ]] && program="$HOME/\${program:2}"
  else
    [[ "$program" == npx ]] && folder="$PWD"
    program=kdeploy
    while [[ -n "$folder" ]]; do
      if [[ -O "$folder/node_modules" && -x "$folder/node_modules/.bin/kdeploy" ]]; then
        program="$folder/node_modules/.bin/kdeploy"
        break
      fi
      [[ -e "$folder/.git" || "$folder" == "$HOME" ]] && break
      folder="\${folder%/*}"
    done
  fi
  while IFS= read -r reply; do
    case "$reply" in
      $'\\tfiles'*) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
      $'\\tfolders'*) compopt -o dirnames -o filenames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
      *) COMPREPLY+=("\${reply%%$'\\t'*}") ;;
    esac
  done < <("$program" complete bash -- "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  compopt -o nosort 2>/dev/null
  [[ "\${COMPREPLY[0]-}" == *[=/] ]] && compopt -o nospace 2>/dev/null
}
complete -F _kdeploy kdeploy
complete -p npx >/dev/null 2>&1 || complete -F _kdeploy npx
`
