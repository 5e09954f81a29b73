// The bundler takes style sheets that TypeScript files import; of those of renderer/picture.ts, the text.
declare module '*.css' {
  const text: string;
  export default text;
}
