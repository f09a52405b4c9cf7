/** Sign and name of the program. */
export function Brand() {
  return (
    <>
      <svg className="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M5 21a13 13 0 0 1 22 0M10 22a7.2 7.2 0 0 1 12 0M16 23.6 23.4 7" />
        <circle cx="16" cy="24" r="2.6" />
      </svg>
      <span className="rail-word">radarstore</span>
    </>
  );
}
