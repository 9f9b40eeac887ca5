Console.WriteLine("bss2");
