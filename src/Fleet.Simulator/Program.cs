Console.WriteLine("The simulated API server is not built yet.");
