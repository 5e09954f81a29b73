import type { CommandWords, Offer } from './words.ts';

/** The scripts that teach a shell the words of the commands, by the name of the shell. */
export const SHELLS: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Programmable completion: https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
function bashScript(commands: readonly CommandWords[]): string {
  const offer = (what: Offer) =>
    what === 'file' ? 'compgen -f -- "$current"' : `compgen -W '${what.join(' ')}' -- "$current"`;
  const reply = (what: Offer) => `mapfile -t COMPREPLY < <(${offer(what)})`;
  const cases = commands.map(({ name, options, values, positional }) => {
    const takers = Object.entries(values).map(
      ([option, what]) => `        ${option}) ${reply(what)}; return ;;`,
    );
    const previous = takers.length > 0 ? ['      case "$previous" in', ...takers, '      esac'] : [];
    return [
      `    ${name})`,
      ...previous,
      `      if [[ $current == -* ]]; then ${reply(options)}; else ${reply(positional)}; fi ;;`,
    ].join('\n');
  });
  return `_tilescope() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then ${reply([...commands.map(({ name }) => name), 'help', '--help', '--version'])}; return; fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
}
complete -o filenames -F _tilescope tilescope
`;
}

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
function zshScript(commands: readonly CommandWords[]): string {
  const offer = (what: Offer) => (what === 'file' ? '_files' : `compadd -- ${what.join(' ')}`);
  const cases = commands.map(({ name, options, values, positional }) => {
    const takers = Object.entries(values).map(
      ([option, what]) => `        ${option}) ${offer(what)}; return ;;`,
    );
    const previous = takers.length > 0 ? ['      case $words[CURRENT-1] in', ...takers, '      esac'] : [];
    return [
      `    ${name})`,
      ...previous,
      `      if [[ $PREFIX == -* ]]; then ${offer(options)}; else ${positional.length > 0 ? offer(positional) : ':'}; fi ;;`,
    ].join('\n');
  });
  return `#compdef tilescope
_tilescope() {
  if ((CURRENT == 2)); then ${offer([...commands.map(({ name }) => name), 'help', '--help', '--version'])}; return; fi
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _tilescope tilescope
`;
}

/** https://fishshell.com/docs/current/completions.html */
function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  const lines = commands.flatMap(({ name, options, values, positional }) => {
    const when = `complete -c tilescope -n '__fish_seen_subcommand_from ${name}'`;
    const files = positional === 'file' ? [`${when} -F`] : [];
    const words =
      typeof positional === 'string' || positional.length === 0
        ? []
        : [`${when} -a '${positional.join(' ')}'`];
    const flags = options.map((option) => {
      const what = values[option];
      const taken = what === undefined ? '' : what === 'file' ? ' -r -F' : ` -x -a '${what.join(' ')}'`;
      return `${when} -l ${option.slice(2)}${taken}`;
    });
    return [...files, ...words, ...flags];
  });
  return `complete -c tilescope -f
complete -c tilescope -n '__fish_use_subcommand' -a '${[...names, 'help'].join(' ')}'
complete -c tilescope -n '__fish_use_subcommand' -l version
${lines.join('\n')}
`;
}
