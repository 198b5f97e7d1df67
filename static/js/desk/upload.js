// Says that a file is too large before it travels; the server says the same afterwards.
const input = document.querySelector("input[type=file][data-most]");

input?.addEventListener("change", () => {
  const file = input.files[0];
  input.setCustomValidity(file && file.size > Number(input.dataset.most) ? input.dataset.tooLarge : "");
  input.reportValidity();
});
