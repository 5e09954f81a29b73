import type { BrowserWindowConstructorOptions } from 'electron';

type Options = BrowserWindowConstructorOptions;
type Preferences = NonNullable<Options['webPreferences']>;

/** Anything less safe is refused: the shell always isolates and sandboxes the page. */
const REQUIRED = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
} as const satisfies Partial<Preferences>;

/** true: honoured. 'looks': appearance that a Chromium window decides by itself. */
const OPTIONS: Readonly<Partial<Record<keyof Options, true | 'looks'>>> = {
  x: true,
  y: true,
  width: true,
  height: true,
  title: true,
  show: true,
  webPreferences: true,
  minWidth: 'looks',
  minHeight: 'looks',
  titleBarStyle: 'looks',
  trafficLightPosition: 'looks',
  backgroundColor: 'looks',
};

const PREFERENCES: Readonly<Partial<Record<keyof Preferences, true | 'looks'>>> = {
  preload: true,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: true,
  webSecurity: true,
  spellcheck: 'looks',
};

/** Throws, by name, for an option that the shell cannot honour as Electron would. */
export function checkWindowOptions(options: Options): void {
  const preferences = options.webPreferences ?? {};
  checkNames('BrowserWindow', options, OPTIONS);
  checkNames('webPreferences', preferences, PREFERENCES);
  for (const [name, value] of Object.entries(REQUIRED)) {
    const given = preferences[name as keyof typeof REQUIRED] ?? value;
    if (given !== value) throw new Error(`chromium-shell: webPreferences.${name} must be ${value}`);
  }
}

function checkNames(subject: string, given: object, known: object): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown) throw new Error(`chromium-shell: the option ${unknown} of ${subject} is not modelled`);
}
