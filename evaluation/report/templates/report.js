"use strict";
(() => {
  const form = document.querySelector(".filters");
  const cases = [...document.querySelectorAll(".cases > li")];
  const told = document.querySelector(".told");
  const none = document.querySelector(".none");
  const filter = () => {
    const words = form.elements.search.value.normalize("NFKC").toLowerCase().split(/\s+/u).filter(Boolean);
    const keys = ["result", "wanted", "given", "since"].filter((key) => form.elements[key]);
    let shown = 0;
    for (const one of cases) {
      const text = one.dataset.text.normalize("NFKC").toLowerCase();
      const fits = keys.every((key) => !form.elements[key].value || form.elements[key].value === one.dataset[key]);
      one.hidden = !(fits && words.every((word) => text.includes(word)));
      shown += one.hidden ? 0 : 1;
    }
    told.textContent = told.dataset.says.replace("{shown}", shown).replace("{all}", cases.length);
    none.hidden = shown > 0;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  const open = () => {
    const one = location.hash.startsWith("#case-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!one) return;
    one.hidden = false;
    one.querySelector("details").open = true;
    one.querySelector("summary").focus();
  };
  window.addEventListener("hashchange", open);
  filter();
  open();
})();
